/** The operator's own identity provider, by OpenID Connect: code flow with PKCE, state and nonce. */
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { z } from 'zod';

export interface OidcSettings {
  /** its public address; the rest is found below it */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** what the button calls it */
  name: string;
  for: 'subscribers' | 'staff' | 'both';
  /** whether its word that a second factor was shown is enough */
  trustMfa: boolean;
}

/** One provider for each audience: the address it comes back to says who signed in to what. */
export const oidcIds = { subscribers: 'oidc', staff: 'oidc-staff' } as const;

export const servesAudience = (oidc: OidcSettings | null, audience: keyof typeof oidcIds): boolean =>
  oidc !== null && (oidc.for === 'both' || oidc.for === audience);

/** What is believed of its answer. */
export const OidcClaims = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().optional(),
  email_verified: z.boolean().optional(),
  phone_number: z.string().optional(),
  phone_number_verified: z.boolean().optional(),
  amr: z.array(z.string()).optional(),
});
export type OidcClaims = z.output<typeof OidcClaims>;

export function oidcProvider(
  { issuer, clientId, clientSecret, name }: OidcSettings,
  audience: keyof typeof oidcIds,
): OAuthConfig<OidcClaims> {
  return {
    id: oidcIds[audience],
    name,
    type: 'oauth',
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    issuer,
    clientId,
    clientSecret,
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    authorization: { params: { scope: audience === 'staff' ? 'openid email' : 'openid phone' } },
    userinfo: {
      // many providers keep e-mail and phone out of the token; both are signed for or asked over the same trust
      async request({ client, tokens }) {
        const claims = z.record(z.string(), z.unknown()).parse(JSON.parse(claimsText(tokens.id_token)));
        if (!client.issuer.metadata.userinfo_endpoint || !tokens.access_token) return claims;
        const more = await client.userinfo(tokens.access_token);
        if (more.sub !== claims.sub) throw new Error('userinfo is about somebody else');
        return { ...more, ...claims };
      },
    },
    // the user is known after `signIn` only
    profile: (claims) => ({ id: OidcClaims.parse(claims).sub, sessionId: '' }),
  };
}

/** The payload of a token whose signature was checked when it came. */
const claimsText = (idToken: string | undefined): string =>
  Buffer.from(idToken?.split('.')[1] ?? '', 'base64url').toString();
