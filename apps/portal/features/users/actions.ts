'use server';
import { changePoints, giveDays, signOutEverywhere, takeDays } from '@rockpool/db/operations/users';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { db } from '../../db.ts';
import { getTranslator } from '../../i18n/translator.ts';
import { act } from '../console/act.ts';
import { done, outcomeOf, refusalOutcome, refusedWith, type Outcome } from '../console/outcome.ts';
import { Reason } from '../console/reason-shape.ts';

const Key = z.uuid();
const DaysForm = z.object({
  entitlement: z.uuid(),
  mode: z.enum(['give', 'take']),
  days: z.coerce.number().int().min(1).max(366),
  key: Key,
  reason: Reason,
});

/** Gives or takes days, once for each form that was shown. */
export async function changeUserDays(_before: Outcome, form: FormData): Promise<Outcome> {
  const state = await act('users.grant', DaysForm, form, (actor, { entitlement, mode, ...wish }) =>
    (mode === 'give' ? giveDays : takeDays)(db(), actor, { entitlementId: entitlement, ...wish }),
  );
  const t = await getTranslator('consoleUsers');
  const outcome = await outcomeOf(state, (answer) => {
    if (answer.kind === 'refused') return refusalOutcome(answer.refusal);
    return done(
      answer.days > 0 ? t('gaveDays', { days: answer.days }) : t('tookDays', { days: -answer.days }),
    );
  });
  revalidatePath('/console/users/[id]', 'page');
  return outcome;
}

const PointsForm = z.object({
  user: z.uuid(),
  mode: z.enum(['give', 'take']),
  points: z.coerce.number().int().min(1).max(1_000_000),
  key: Key,
  reason: Reason,
});

/** Gives or takes points, once for each form that was shown. */
export async function changeUserPoints(_before: Outcome, form: FormData): Promise<Outcome> {
  const state = await act('users.points', PointsForm, form, (actor, { user, mode, points, key, reason }) =>
    changePoints(db(), actor, { userId: user, points: mode === 'give' ? points : -points, key, reason }),
  );
  const t = await getTranslator('consoleUsers');
  const outcome = await outcomeOf(state, (answer) => {
    if (answer.kind === 'refused') return refusedWith(t('pointsShort', { balance: answer.balance }));
    return answer.kind === 'entered' ? done(t('pointsNow', { points: answer.balance })) : null;
  });
  revalidatePath('/console/users/[id]', 'page');
  return outcome;
}

const SignOutForm = z.object({ user: z.uuid(), reason: Reason });

export async function signUserOut(_before: Outcome, form: FormData): Promise<Outcome> {
  const state = await act('users.suspend', SignOutForm, form, (actor, { user, reason }) =>
    signOutEverywhere(db(), actor, { userId: user, reason }),
  );
  const t = await getTranslator('consoleUsers');
  const outcome = await outcomeOf(state, (answer) =>
    answer.kind === 'signed_out' ? done(t('signedOut', { sessions: answer.sessions })) : null,
  );
  revalidatePath('/console/users/[id]', 'page');
  return outcome;
}
