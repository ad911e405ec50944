import { seal, SecretsError, unseal, type KeyRing } from '@rockpool/db/secrets';
import { newTotpSecret, totpStep } from './totp.ts';

/** A second factor on offer: `secret` for the app, `sealed` comes back with the form and shows that it was ours. */
export function offerTotp(ring: KeyRing, staffId: string): { secret: string; sealed: string } {
  const secret = newTotpSecret();
  return { secret, sealed: seal(ring, secret, { purpose: 'staff-totp', staffId }) };
}

export type EnrolTotp = { kind: 'fits'; step: number } | { kind: 'wrong_code' };

/** Whether the app shows codes of the secret that was offered to this member. */
export function judgeTotp(
  ring: KeyRing,
  given: { staffId: string; sealed: string; code: string; realNowMs: number },
): EnrolTotp {
  try {
    const secret = unseal(ring, given.sealed, { purpose: 'staff-totp', staffId: given.staffId });
    const step = totpStep(secret, given.code.replace(/\s/g, ''), given.realNowMs);
    return step === null ? { kind: 'wrong_code' } : { kind: 'fits', step };
  } catch (error) {
    // sealed for somebody else, or not by us
    if (error instanceof SecretsError) return { kind: 'wrong_code' };
    throw error;
  }
}
