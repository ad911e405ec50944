/** What happens when somebody comes back from the operator's identity provider, with cookies read and set. */
import { cookies, headers } from 'next/headers';
import { db } from '../../db.ts';
import { env } from '../../env.ts';
import { log } from '../../log.ts';
import { keepStaffToken } from '../console/cookie.ts';
import { signInStaffWithIdentity } from '../console/sign-in/sign-in-with-identity.ts';
import { isAllowedAddress } from '../console/allowed-address.ts';
import { addressHeader } from '../sign-in/client-address.ts';
import { readSettings } from '@rockpool/db/settings/read';
import { OidcClaims, oidcIds } from './oidc-provider.ts';
import {
  pendingIdentityCookie,
  pendingIdentitySeconds,
  readPendingIdentity,
  signPendingIdentity,
} from './pending-identity.ts';
import { linkIdentity, signInWithIdentity } from './sign-in-with-identity.ts';

export type ByProvider =
  /** a page of this site that goes on from here */
  { kind: 'go'; path: string } | { kind: 'signed_in'; userId: string; sessionId: string };

/** `profile` is what the provider signed for. */
export async function signInByProvider(
  providerId: string,
  profile: unknown,
  userAgent: string,
): Promise<ByProvider> {
  const { oidc } = env();
  const claims = OidcClaims.safeParse(profile);
  if (!oidc || !claims.success) return { kind: 'go', path: '/sign-in?error=identity_unusable' };
  if (providerId === oidcIds.staff) return signInStaff(claims.data, userAgent);
  const { sub: subject, phone_number: number, phone_number_verified: isVerified } = claims.data;
  const identity = { provider: oidc.issuer, subject, phone: isVerified === true ? (number ?? null) : null };
  const result = await signInWithIdentity(db(), identity, userAgent);
  if (result.kind === 'signed_in') return result;
  if (result.kind === 'identity_conflict') return { kind: 'go', path: '/sign-in?error=identity_conflict' };
  const value = signPendingIdentity(env().authSecret, { provider: oidc.issuer, subject }, Date.now());
  (await cookies()).set(pendingIdentityCookie, value, {
    httpOnly: true,
    sameSite: 'lax',
    secure: env().origin.startsWith('https:'),
    path: '/',
    maxAge: pendingIdentitySeconds,
  });
  return { kind: 'go', path: '/sign-in?error=phone_needed' };
}

async function signInStaff(claims: OidcClaims, userAgent: string): Promise<ByProvider> {
  const address = (await headers()).get(addressHeader) ?? '';
  const settings = await readSettings(db());
  const isAllowed = isAllowedAddress(address, settings['console.allowedIps']);
  const result = isAllowed
    ? await signInStaffWithIdentity(db(), {
        email: claims.email_verified === true ? (claims.email ?? null) : null,
        mfa: env().oidc!.trustMfa && (claims.amr ?? []).includes('mfa'),
        from: { address, userAgent },
      })
    : ({ kind: 'refused' } as const);
  if (result.kind === 'refused') return { kind: 'go', path: '/console/sign-in?error=identity' };
  await keepStaffToken(result.token);
  // the way here began at another site, and the strict cookie only goes with what begins at ours
  return { kind: 'go', path: `/console/arrived${result.complete ? '' : '?factor=one'}` };
}

/**
 * Links the identity that waits in this browser to the account whose number was just proved; a conflict links nothing.
 * `isWanted`: the page said that it would. Without, somebody else may sit at this browser by now, and the identity is dropped.
 */
export async function linkPendingIdentity(userId: string, isWanted: boolean): Promise<void> {
  const jar = await cookies();
  const text = jar.get(pendingIdentityCookie)?.value;
  if (!text) return;
  jar.delete(pendingIdentityCookie);
  if (!isWanted) return;
  const identity = readPendingIdentity(env().authSecret, text, Date.now());
  if (!identity) return;
  const linked = await db().$transaction((tx) => linkIdentity(tx, userId, identity));
  if (linked === 'conflict')
    log().warn({ userId }, 'an identity was not linked: the account has another one');
}
