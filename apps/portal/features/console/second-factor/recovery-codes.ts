/** Recovery codes: each stands in for the second factor once. 80 bits each, so a plain hash gives none away. */
import { createHash, randomBytes } from 'node:crypto';

const codesEach = 10;
/** without the letters that are taken for digits */
const alphabet = 'abcdefghjkmnpqrstuvwxyz023456789';

export function newRecoveryCodes(): string[] {
  return Array.from({ length: codesEach }, () => {
    const signs = [...randomBytes(16)].map((byte) => alphabet[byte % 32]).join('');
    return signs.match(/.{4}/g)!.join('-');
  });
}

/** As typed: capitals, spaces and missing dashes do not matter. */
export function hashRecoveryCode(staffId: string, code: string): string {
  const signs = code.toLowerCase().replace(/[^a-z0-9]/g, '');
  return createHash('sha256').update(`recovery\0${staffId}\0${signs}`).digest('hex');
}

export const looksLikeRecoveryCode = (code: string): boolean => code.replace(/[^a-z0-9]/gi, '').length === 16;
