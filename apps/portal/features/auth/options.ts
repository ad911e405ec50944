/** next-auth: one-time codes in, a signed token out that carries the user's id and the id of the session row. */
import type { AuthOptions } from 'next-auth';
import { linkFormerAccount } from '@rockpool/db/operations/account';
import Credentials from 'next-auth/providers/credentials';
import { headers } from 'next/headers';
import { db } from '../../db.ts';
import { env } from '../../env.ts';
import { keyRing } from '../../keys.ts';
import { log } from '../../log.ts';
import { portalMetrics } from '../metrics/metrics.ts';
import { signInWithCode } from '../sign-in/sign-in-with-code.ts';
import { linkPendingIdentity, signInByProvider } from './by-provider.ts';
import { oidcProvider, servesAudience } from './oidc-provider.ts';

declare module 'next-auth' {
  interface User {
    id: string;
    sessionId: string;
  }
}
declare module 'next-auth/jwt' {
  interface JWT {
    userId?: string;
    sessionId?: string;
  }
}

/** What `getServerSession` answers here: ids only, everything else is read from the database. */
export type TokenIds = { userId: string; sessionId: string };

let options: AuthOptions | undefined;

/** Those of the operator's identity provider, one for each audience that it serves. */
function oidcProviders() {
  const { oidc } = env();
  const audiences = (['subscribers', 'staff'] as const).filter((audience) => servesAudience(oidc, audience));
  return oidc ? audiences.map((audience) => oidcProvider(oidc, audience)) : [];
}

export function authOptions(): AuthOptions {
  return (options ??= {
    secret: env().authSecret,
    // the session row decides when a session ends; the cookie only has to live longer than that
    logger: {
      // a cookie that does not open is an old or a made-up one: no news, and anyone can send thousands
      error(reason, details: unknown) {
        if (reason !== 'JWT_SESSION_ERROR')
          log().error({ err: causeOf(details), reason }, 'a sign-in failed');
      },
      warn: (reason) => log().warn({ reason }, 'the sign-in library warns'),
      debug() {},
    },
    session: { strategy: 'jwt', maxAge: 180 * 86_400 },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [
      Credentials({
        credentials: { phone: {}, code: {}, link: {} },
        /** A refusal is thrown as its code, which next-auth hands to the form as `error`. */
        async authorize(credentials, request) {
          const agent: unknown = request.headers?.['user-agent'];
          const result = await signInWithCode(db(), env().authSecret, {
            phone: credentials?.phone ?? '',
            code: credentials?.code ?? '',
            userAgent: typeof agent === 'string' ? agent : '',
          });
          portalMetrics().signIns.inc({ result: result.ok ? 'signed_in' : result.refusal });
          if (!result.ok) throw new Error(result.refusal);
          await linkPendingIdentity(result.userId, credentials?.link === 'yes');
          return { id: result.userId, sessionId: result.sessionId };
        },
      }),
      ...oidcProviders(),
    ],
    callbacks: {
      /** A code was checked by then. Who comes from the identity provider gets their user here, or a way on. */
      async signIn({ user, account, profile }) {
        if (!account || account.type === 'credentials') return true;
        const userAgent = (await headers()).get('user-agent') ?? '';
        const result = await signInByProvider(account.provider, profile, userAgent);
        if (result.kind === 'go') return result.path;
        user.id = result.userId;
        user.sessionId = result.sessionId;
        return true;
      },
      async jwt({ token, user }) {
        // next-auth says here who signed in, by whichever way
        if (user) await linkFormerAccount(db(), keyRing(), user.id);
        return user ? { userId: user.id, sessionId: user.sessionId } : token;
      },
      session({ token, session }) {
        const ids = { userId: token.userId, sessionId: token.sessionId };
        return { expires: session.expires, ...ids };
      },
    },
  });
}

/** next-auth hands over the error itself or puts it under `error`, beside whatever else it knows. */
function causeOf(details: unknown): unknown {
  if (typeof details !== 'object' || details === null) return details;
  return 'error' in details ? details.error : details instanceof Error ? details : undefined;
}
