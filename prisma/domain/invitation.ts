import { refused, type Refused } from './refusals.ts';

/** A code that admits to a campaign, as stored. */
export interface Invitation {
  uses: number;
  usesMax: number;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

/** Letters and digits that nobody mistakes for each other when read aloud or written by hand. */
export const codeAlphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
export const codeLength = 10;

/** A code as people type it (spaces, dashes, small and full-width letters) as it is stored; empty when it is none. */
export function normalizeCode(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-\u2010-\u2015_.]/g, '');
  return /^[A-Z0-9]{4,40}$/.test(plain) ? plain : '';
}

/** As it is shown: groups of five. */
export const showCode = (code: string): string => code.replace(/(.{5})(?=.)/g, '$1-');

/** Why a code does not admit at `now`; null when it does. `invitation` null: there is none of this code. */
export function invitationProblem(
  code: string | null,
  invitation: Invitation | null,
  now: Date,
): Refused | null {
  if (!code) return refused({ reason: 'invitation_missing' });
  if (!invitation) return refused({ reason: 'invitation_unknown' });
  const { uses, usesMax, expiresAt, revokedAt } = invitation;
  if (revokedAt && revokedAt <= now) return refused({ reason: 'invitation_expired', expiredAt: revokedAt });
  if (expiresAt && expiresAt <= now) return refused({ reason: 'invitation_expired', expiredAt: expiresAt });
  if (uses >= usesMax) return refused({ reason: 'invitation_used_up', uses });
  return null;
}
