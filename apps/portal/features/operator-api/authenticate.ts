import type { Actor } from '@rockpool/db/audit/write';
import type { Db } from '@rockpool/db/client';
import { readApiToken } from '@rockpool/db/operations/tokens';
import { readSettings } from '@rockpool/db/settings/read';
import { isAllowedAddress } from '../console/allowed-address.ts';
import { limit } from '../limits/limit.ts';
import { addressHeader } from '../sign-in/client-address.ts';
import { problem, type Problem } from './problem.ts';

/** Who calls: by the bearer token alone. Cookies mean nothing here, so no page of another site can call in somebody's name. */
export async function authenticate(db: Db, headers: Headers): Promise<Actor | Problem> {
  const address = headers.get(addressHeader) ?? '';
  const settings = await readSettings(db);
  if (!isAllowedAddress(address, settings['console.allowedIps']))
    return problem('address_not_allowed', { address });
  const [, token] = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '') ?? [];
  if (!token) return problem('token_missing');
  const actor = await readApiToken(db, token, address);
  if (!actor) {
    const tries = await limit(db, 'api.wrong-token', address);
    return tries.ok ? problem('token_unknown') : tooMany(tries.retryAfterSeconds);
  }
  const uses = await limit(db, 'api.token', actor.id);
  return uses.ok ? actor : tooMany(uses.retryAfterSeconds);
}

const tooMany = (retryAfterSeconds: number) => problem('too_many_requests', { retryAfterSeconds });
