'use server';
import type { Refusal } from '@rockpool/db/domain/refusals';
import { renew, type Renewed } from '@rockpool/db/ledger/renew';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { db } from '../../db.ts';
import { log } from '../../log.ts';
import { memberships } from '../../memberships.ts';
import { requireUser } from '../auth/current-user.ts';
import { portalMetrics } from '../metrics/metrics.ts';
import { requestRestart } from './request-restart.ts';
import { toWire, type Wire } from './wire.ts';

export type RenewState =
  | { kind: 'renewed'; renewed: Wire<Renewed> }
  | { kind: 'refused'; refusal: Wire<Refusal> }
  | { kind: 'unavailable' }
  | null;

const RenewForm = z.object({
  entitlement: z.uuid(),
  mode: z.enum(['one', 'top-up']),
  seenGrants: z.coerce.number().int().nonnegative(),
  points: z.coerce.number().int().nonnegative(),
});

/** Carries one click out. The form tells what the page showed, so a click on an old page grants and costs nothing. */
export async function renewDays(_before: RenewState, form: FormData): Promise<RenewState> {
  const user = await requireUser();
  const click = RenewForm.safeParse(Object.fromEntries(form));
  if (!click.success) return { kind: 'refused', refusal: { reason: 'entitlement_unknown' } };
  const { entitlement: entitlementId, mode, seenGrants, points: pointsShown } = click.data;
  try {
    const request = { userId: user.id, entitlementId, mode, seenGrants, pointsShown };
    const result = await renew(db(), memberships(), request);
    const said = result.kind === 'renewed' ? 'renewed' : result.refusal.reason;
    portalMetrics().renewals.inc({ result: said });
    revalidatePath('/computer');
    if (result.kind === 'renewed') return { kind: 'renewed', renewed: toWire(result) };
    log().info({ userId: user.id, reason: result.refusal.reason }, 'renewal refused');
    return { kind: 'refused', refusal: toWire(result.refusal) };
  } catch (error) {
    portalMetrics().renewals.inc({ result: 'unavailable' });
    log().error({ err: error, userId: user.id }, 'a renewal failed');
    return { kind: 'unavailable' };
  }
}

export type RestartState = 'asked' | 'unavailable' | null;

/** Asks for a restart; also the way to recover from a failed start. */
export async function restart(_before: RestartState, form: FormData): Promise<RestartState> {
  const user = await requireUser();
  const seen = z.coerce.number().int().nonnegative().safeParse(form.get('seenRestarts'));
  if (!seen.success) return 'unavailable';
  try {
    await requestRestart(db(), user.id, seen.data);
    revalidatePath('/computer');
    return 'asked';
  } catch (error) {
    log().error({ err: error, userId: user.id }, 'a restart could not be asked for');
    return 'unavailable';
  }
}
