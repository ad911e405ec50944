/** Time-based one-time codes, as every authenticator app shows them: six digits, 30 seconds, SHA-1. */
import { Secret, TOTP } from 'otpauth';

const totpIssuer = 'Rockpool';
const period = 30;

/** 160 bits in base32: what a QR code or a person carries over to the app. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

export const totpUri = (secret: string, email: string): string => totpOf(secret, email).toString();

/**
 * The time step whose code this is, null when it is none of now, the step before or the one after. `realNowMs` is the
 * machine's clock: an authenticator app knows nothing of one that was moved.
 */
export function totpStep(secret: string, code: string, realNowMs: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = totpOf(secret, '').validate({ token: code, timestamp: realNowMs, window: 1 });
  return delta === null ? null : Math.floor(realNowMs / 1000 / period) + delta;
}

const totpOf = (secret: string, label: string) =>
  new TOTP({
    issuer: totpIssuer,
    label,
    secret: Secret.fromBase32(secret),
    period,
    digits: 6,
    algorithm: 'SHA1',
  });
