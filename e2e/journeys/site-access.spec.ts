import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { APIRequestContext } from '@playwright/test';
import { callAction, readSiteActions } from './fixtures/actions.ts';
import { outcome } from './fixtures/outcome.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { joinConsole } from './fixtures/staff.ts';
import { expect, test } from './journey.ts';

/** Every page and route beside the console and the operator's API: `anybody`, or what who is not signed in gets. */
const access: Record<string, 'anybody' | '/sign-in' | 'ended' | '400' | '401'> = {
  'GET /account': '/sign-in',
  'GET /api/account/everything': '/sign-in',
  'GET /api/account/export': '401',
  'GET /api/auth/[...nextauth]': 'anybody',
  'POST /api/auth/[...nextauth]': 'anybody',
  'GET /api/billing/events': 'ended',
  'POST /api/chat': '401',
  'POST /api/chat/approval': '401',
  'GET /api/chat/events': 'ended',
  'POST /api/chat/stop': '401',
  'GET /api/claim': '401',
  'POST /api/claim': '401',
  'GET /api/claim/puzzle': '401',
  'GET /api/events': 'ended',
  'POST /api/preferences': 'anybody',
  'POST /api/set-up/bot': '401',
  'POST /api/set-up/bot/check': '401',
  'GET /api/set-up/events': 'ended',
  'POST /api/set-up/model': '401',
  'POST /api/set-up/model/test': '401',
  'POST /api/set-up/pairing': '401',
  'POST /api/set-up/scan': '401',
  'POST /api/set-up/scan/cancel': '401',
  'POST /api/set-up/speech': '401',
  'POST /api/set-up/speech/remove': '401',
  'POST /api/set-up/speech/test': '401',
  // what is not signed by the provider
  'POST /api/stripe/webhook': '400',
  'GET /billing': '/sign-in',
  'GET /billing/invoice/[invoice]': '/sign-in',
  'GET /billing/receipt/[purchase]': '/sign-in',
  'GET /billing/return': '/sign-in',
  'GET /claim': '/sign-in',
  'GET /computer': '/sign-in',
  'GET /computer/chat': '/sign-in',
  'GET /computer/set-up': '/sign-in',
  'GET /healthz': 'anybody',
  'GET /sign-in': 'anybody',
  'GET /status.json': 'anybody',
};

/** The server actions of these pages that are not for who is signed in alone. */
const openActions = [
  'clock/actions#jumpClock',
  'preferences/actions#setLocale',
  'preferences/actions#setTheme',
  'sign-in/actions#sendCode',
];

const app = fileURLToPath(new URL('../../apps/portal/app', import.meta.url));
const onDisk = globSync('**/{page.tsx,route.ts}', { cwd: app })
  .filter((file) => !/^(console|api\/v1)\//.test(file))
  .flatMap((file) => {
    const route = `/${path.dirname(file)}`.replaceAll(/\/\([^/]+\)/g, '');
    if (file.endsWith('page.tsx')) return [`GET ${route}`];
    const source = readFileSync(path.join(app, file), 'utf8');
    return [...source.matchAll(/\b(GET|POST|PUT|PATCH|DELETE)\b(?=\s*[=(,}:])/g)].map(
      ([method]) => `${method} ${route}`,
    );
  });
const closed = Object.entries(access).filter(([, gets]) => gets !== 'anybody');
const pathOf = (route: string) => route.replaceAll(/\[\w+\]/g, crypto.randomUUID());

test('every page and route of the site says who may use it', () => {
  expect(onDisk.toSorted()).toEqual(Object.keys(access).toSorted());
});

test('a visitor, a made-up session, and staff with the console’s cookie alone, get nothing of subscribers', async ({
  page,
  world,
  request,
  newBrowser,
}) => {
  const at = world.urls.portal;
  const seen = async (by: APIRequestContext) =>
    Object.fromEntries(
      await Promise.all(
        closed.map(async ([which]) => {
          const [method, route] = which.split(' ') as [string, string];
          const got = await outcome(by, pathOf(route), { method, headers: { origin: at } });
          return [which, got] as const;
        }),
      ),
    );
  const expected = Object.fromEntries(closed);
  expect.soft(await seen(request), 'a visitor').toEqual(expected);
  const forger = await newBrowser();
  await forger.context().addCookies([{ name: 'next-auth.session-token', value: 'made-up', url: at }]);
  // these are files: a session that holds nothing any more finds none
  const files = ['GET /billing/invoice/[invoice]', 'GET /billing/receipt/[purchase]'];
  const found = Object.fromEntries(files.map((which) => [which, '404']));
  expect.soft(await seen(forger.request), 'a made-up session').toEqual({ ...expected, ...found });
  await joinConsole(page, world, 'admin');
  expect.soft(await seen(page.request), 'staff').toEqual(expected);
});

test('a visitor carries out no action of a page without it', async ({ request, world }) => {
  const actions = readSiteActions().filter(({ name }) => !openActions.includes(name));
  expect(actions.length).toBeGreaterThan(8);
  const seen: Record<string, string> = {};
  for (const { name, id, route } of actions) {
    const answer = await callAction(request, { at: world.urls.portal, path: route, id });
    seen[name] = 'sentTo' in answer ? answer.sentTo : 'ran';
  }
  expect(seen).toEqual(Object.fromEntries(actions.map(({ name }) => [name, '/sign-in'])));
});

test('what another site sends changes nothing, whoever is signed in', async ({ page, world }) => {
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  const posts = Object.keys(access).filter(
    (which) => which.startsWith('POST') && !/nextauth|webhook/.test(which),
  );
  for (const origin of ['https://evil.example', 'null']) {
    const seen: Record<string, string> = {};
    for (const which of posts)
      seen[which] = await outcome(page.request, which.slice('POST '.length), {
        method: 'POST',
        headers: { origin },
      });
    expect(seen).toEqual(Object.fromEntries(posts.map((which) => [which, '403'])));
  }
});
