import { randomBytes } from 'node:crypto';
import type { Actor } from '@rockpool/db/audit/write';
import { system } from '@rockpool/db/audit/write';
import type { Db } from '@rockpool/db/client';
import type { Role } from '@rockpool/db/domain/roles';
import { inviteStaff } from '@rockpool/db/operations/staff';
import { parseKeyRing } from '@rockpool/db/secrets';
import { Secret, TOTP } from 'otpauth';
import { acceptInvitation } from './join/invitation.ts';
import { offerTotp } from './second-factor/offer-totp.ts';

export const testRing = parseKeyRing(`k1:${randomBytes(32).toString('base64')}`);
export const testPassword = 'crabs write letters at night';
export const testOrigin = { address: '203.0.113.9', userAgent: 'Mozilla/5.0 (X11; Linux) Firefox/140.0' };

/** The code that the app of this secret shows. */
export const codeAt = (secret: string, atMs: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: atMs });

export interface Joined {
  actor: Actor;
  email: string;
  secret: string;
  recoveryCodes: string[];
  /** of a session with both factors */
  token: string;
}

/** Somebody who was invited and has joined; their app's code of `joinedAtMs` is used up. */
export async function joinStaff(db: Db, role: Role, joinedAtMs: number): Promise<Joined> {
  const email = `${crypto.randomUUID()}@example.com`;
  const invited = await inviteStaff(db, system, { email, role });
  if (invited.kind !== 'invited') throw new Error(invited.kind);
  const { secret, sealed } = offerTotp(testRing, invited.staffId);
  const result = await acceptInvitation(db, testRing, {
    token: invited.token,
    password: testPassword,
    sealed,
    code: codeAt(secret, joinedAtMs),
    realNowMs: joinedAtMs,
    from: testOrigin,
  });
  if (result.kind !== 'joined') throw new Error(result.kind);
  const actor: Actor = {
    kind: 'staff',
    id: invited.staffId,
    name: email,
    role,
    address: testOrigin.address,
  };
  return { actor, email, secret, recoveryCodes: result.recoveryCodes, token: result.token };
}
