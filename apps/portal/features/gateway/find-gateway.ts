/** Where a signed-in user's own gateway is. There is no way to ask for another user's. */
import type { Db } from '@rockpool/db/client';
import { gatewayToken, type KeyRing } from '@rockpool/db/secrets';
import { controlClient, type ControlClient } from './control-client.ts';

/** Why there is nothing to talk to: `none` without an instance, `starting` between two starts, else the run phase. */
export type AwayState = 'none' | 'starting' | 'expired' | 'suspended' | 'failed' | 'removed';

export type GatewayPlace =
  { at: 'there'; client: ControlClient } | { at: 'away'; state: AwayState; detail: string };

export async function findGateway(db: Db, keys: KeyRing, userId: string): Promise<GatewayPlace> {
  const instance = await db.instance.findUnique({
    where: { userId },
    select: { id: true, phase: true, phaseDetail: true, endpoint: true, tokenVersion: true },
  });
  if (!instance) return { at: 'away', state: 'none', detail: '' };
  const { id, phase, phaseDetail, endpoint, tokenVersion } = instance;
  if (phase === 'running' && endpoint)
    return { at: 'there', client: controlClient({ endpoint, token: gatewayToken(keys, id, tokenVersion) }) };
  return { at: 'away', state: awayState(phase), detail: phaseDetail };
}

function awayState(phase: string): AwayState {
  return phase === 'expired' || phase === 'suspended' || phase === 'failed' || phase === 'removed'
    ? phase
    : 'starting';
}
