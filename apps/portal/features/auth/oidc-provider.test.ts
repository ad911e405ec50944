import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NextApiRequest, NextApiResponse } from 'next';
import NextAuth, { type AuthOptions } from 'next-auth';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { OidcClaims, oidcProvider, servesAudience, type OidcSettings } from './oidc-provider.ts';

const origin = 'http://portal.test';
const account = {
  email: 'mira@example.com',
  email_verified: true,
  phone_number: '+8613800138000',
  phone_number_verified: true,
};
let server: Server;
let oidc: OidcSettings;

/** A real provider, whose people are always signed in already. */
beforeAll(async () => {
  vi.stubEnv('NEXTAUTH_URL', origin);
  server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  oidc = {
    issuer,
    clientId: 'rockpool',
    clientSecret: 'a client secret',
    name: 'ID',
    for: 'both',
    trustMfa: true,
  };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: oidc.clientId,
        client_secret: oidc.clientSecret,
        redirect_uris: [`${origin}/api/auth/callback/oidc`, `${origin}/api/auth/callback/oidc-staff`],
      },
    ],
    claims: {
      openid: ['sub', 'amr'],
      email: ['email', 'email_verified'],
      phone: ['phone_number', 'phone_number_verified'],
    },
    cookies: { keys: ['a key of the test'] },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...account }) }),
  });
  server.on('request', provider.callback());
});
afterAll(() => new Promise((done) => server.close(done)));

/** A browser's cookies, by host. */
class Jar {
  private readonly kept = new Map<string, Map<string, string>>();
  of(host: string): Record<string, string> {
    return Object.fromEntries(this.kept.get(host) ?? []);
  }
  keep(host: string, lines: string[]) {
    const jar = this.kept.get(host) ?? new Map<string, string>();
    this.kept.set(host, jar);
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
  }
}

/** As much of a response as next-auth writes. */
class Answer {
  body: unknown;
  location = '';
  cookies: string[] = [];
  status() {
    return this;
  }
  getHeader(name: string) {
    return name.toLowerCase() === 'set-cookie' ? this.cookies : undefined;
  }
  setHeader(name: string, value: string[] | string) {
    if (name.toLowerCase() === 'set-cookie') this.cookies = [value].flat();
    if (name.toLowerCase() === 'location') this.location = String(value);
    return this;
  }
  json(body: unknown) {
    this.body = body;
  }
  send(body: unknown) {
    this.body = body;
  }
  end() {}
}

/** Signs in as a browser would, up to what the portal is told. */
async function signIn(audience: 'subscribers' | 'staff', tamper: (callback: URL) => void = () => {}) {
  const told: { provider: string; claims: OidcClaims }[] = [];
  const options: AuthOptions = {
    secret: 'a secret of the portal',
    logger: { error() {}, warn() {}, debug() {} },
    providers: [oidcProvider(oidc, audience)],
    callbacks: {
      signIn({ account: by, profile }) {
        told.push({ provider: by!.provider, claims: OidcClaims.parse(profile) });
        return '/arrived';
      },
    },
  };
  const jar = new Jar();
  const handle = NextAuth(options) as (req: NextApiRequest, res: NextApiResponse) => Promise<unknown>;
  const portal = async (nextauth: string[], method: string, rest: { body?: object; query?: object } = {}) => {
    const answer = new Answer();
    const request = {
      method,
      headers: {},
      cookies: jar.of('portal'),
      body: rest.body ?? {},
      query: { nextauth, ...rest.query },
    };
    await handle(request as unknown as NextApiRequest, answer as unknown as NextApiResponse);
    jar.keep('portal', answer.cookies.map(decodeURIComponent));
    return answer;
  };
  const providerId = audience === 'staff' ? 'oidc-staff' : 'oidc';
  const { csrfToken } = (await portal(['csrf'], 'GET')).body as { csrfToken: string };
  const start = await portal(['signin', providerId], 'POST', { body: { csrfToken, json: 'true' } });

  let at = new URL((start.body as { url: string }).url);
  while (at.origin !== origin) {
    const cookie = Object.entries(jar.of('provider')).map(([name, value]) => `${name}=${value}`);
    const response = await visit(at, cookie.join('; '));
    jar.keep('provider', response.headers.getSetCookie());
    at = new URL(response.headers.get('location')!, at);
  }
  tamper(at);
  const query = Object.fromEntries(at.searchParams);
  const end = await portal(['callback', providerId], 'GET', { query });
  return { told, redirect: end.location };
}

/** Follows the provider; its two pages, who are you and do you agree, are answered. */
async function visit(at: URL, cookie: string): Promise<Response> {
  const options = { headers: { cookie }, redirect: 'manual' } as const;
  if (!/^\/interaction\//.test(at.pathname)) return fetch(at, options);
  const page = await (await fetch(at, options)).text();
  const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? '';
  return fetch(at, {
    ...options,
    method: 'POST',
    body: new URLSearchParams({ prompt, login: 'mira', password: 'any' }),
  });
}

test('a subscriber’s number comes with the provider’s word that it is verified', async () => {
  const { told, redirect } = await signIn('subscribers');
  expect(redirect).toBe('/arrived');
  expect(told).toMatchObject([
    {
      provider: 'oidc',
      claims: { sub: 'mira', phone_number: account.phone_number, phone_number_verified: true },
    },
  ]);
});

test('staff come by an address of their own, with their e-mail and without a number', async () => {
  const { told } = await signIn('staff');
  expect(told).toMatchObject([
    { provider: 'oidc-staff', claims: { email: account.email, email_verified: true } },
  ]);
  expect(told[0]!.claims.phone_number).toBeUndefined();
});

test.each([
  ['another state', (at: URL) => at.searchParams.set('state', 'x')],
  ['a made-up code', (at: URL) => at.searchParams.set('code', 'x')],
])('an answer with %s is nobody', async (_what, tamper) => {
  const { told, redirect } = await signIn('subscribers', tamper);
  expect(told).toEqual([]);
  expect(redirect).toMatch(/error=/);
});

test('it serves whom it is set up for', () => {
  expect(servesAudience(null, 'staff')).toBe(false);
  expect(servesAudience({ ...oidc, for: 'subscribers' }, 'staff')).toBe(false);
  expect(servesAudience({ ...oidc, for: 'both' }, 'staff')).toBe(true);
});
