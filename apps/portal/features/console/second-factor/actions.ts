'use server';
import { redirect } from 'next/navigation';
import { db } from '../../../db.ts';
import { keyRing } from '../../../keys.ts';
import { safeConsolePath } from '../console-path.ts';
import { keepStaffToken } from '../cookie.ts';
import { actorOf, currentStaff } from '../current-staff.ts';
import { isOwnRequest } from '../own-request.ts';
import { noticeSecurity } from '../security-notice.ts';
import { enrolTotp, type EnrolResult } from './enrol-totp.ts';
import { showSecondFactor, type SecondFactorResult } from './show-second-factor.ts';

export type CodeState = Exclude<SecondFactorResult, { kind: 'complete' }> | { kind: 'foreign' } | null;

export async function submitCode(_before: CodeState, form: FormData): Promise<CodeState> {
  if (!(await isOwnRequest())) return { kind: 'foreign' };
  const next = safeConsolePath(form.get('next'));
  const staff = await currentStaff();
  if (!staff) redirect(`/console/sign-in?next=${encodeURIComponent(next)}`);
  if (staff.complete) redirect(next);
  const given = {
    staff,
    actor: await actorOf(staff),
    code: textOf(form, 'code').slice(0, 100),
    // an authenticator app knows nothing of a clock that was moved
    realNowMs: Date.now(),
  };
  const result = await showSecondFactor(db(), keyRing(), given);
  if (result.kind !== 'complete') return result;
  await keepStaffToken(result.token);
  const isLow = result.recoveryLeft !== null && result.recoveryLeft < 4;
  redirect(isLow ? '/console/account' : next);
}

export type EnrolState =
  | { kind: 'enrolled'; recoveryCodes: string[] }
  | Exclude<EnrolResult, { kind: 'enrolled' }>
  | { kind: 'foreign' }
  | null;

/** A new authenticator app: the first one after sign-in by the identity provider, or one in the place of another. */
export async function submitNewTotp(_before: EnrolState, form: FormData): Promise<EnrolState> {
  if (!(await isOwnRequest())) return { kind: 'foreign' };
  const staff = await currentStaff();
  if (!staff) redirect('/console/sign-in');
  const result = await enrolTotp(db(), keyRing(), {
    staff,
    actor: await actorOf(staff),
    sealed: textOf(form, 'sealed'),
    code: textOf(form, 'code').slice(0, 100),
    realNowMs: Date.now(),
  });
  if (result.kind === 'enrolled') {
    await keepStaffToken(result.token);
    await noticeSecurity(staff.email, 'second_factor_changed');
  }
  return result.kind === 'enrolled' ? { kind: 'enrolled', recoveryCodes: result.recoveryCodes } : result;
}

const textOf = (form: FormData, name: string) => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};
