import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { may, roles, type Permission, type Role } from '@rockpool/db/domain/roles';
import type { APIRequestContext } from '@playwright/test';
import { callAction, readConsoleActions, type BuiltAction } from './fixtures/actions.ts';
import { outcome as outcomeAt } from './fixtures/outcome.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { consoleTexts as t, joinConsole } from './fixtures/staff.ts';
import { expect, test } from './journey.ts';

/** Every page and route of the console: `open`, for who has shown one factor, or the permission it needs. */
const access: Record<string, Permission | 'open' | 'second factor'> = {
  '/console': 'overview.read',
  '/console/account': 'overview.read',
  '/console/api': 'settings.read',
  '/console/arrived': 'open',
  '/console/audit': 'audit.read',
  '/console/audit/[id]': 'audit.read',
  '/console/audit/export.csv': 'audit.read',
  '/console/campaigns': 'campaigns.read',
  '/console/campaigns/[id]': 'campaigns.read',
  '/console/campaigns/[id]/codes.csv': 'campaigns.edit',
  '/console/campaigns/[id]/edit': 'campaigns.edit',
  '/console/campaigns/codes': 'campaigns.read',
  '/console/campaigns/codes/export.csv': 'campaigns.read',
  '/console/campaigns/export.csv': 'campaigns.read',
  '/console/campaigns/new': 'campaigns.edit',
  '/console/campaigns/waiting-list': 'campaigns.read',
  '/console/campaigns/waiting-list/export.csv': 'campaigns.read',
  '/console/hosts': 'instances.read',
  '/console/instances': 'instances.read',
  '/console/instances/[id]': 'instances.read',
  '/console/instances/export.csv': 'instances.read',
  '/console/instances/[id]/logs': 'instances.logs',
  '/console/join': 'open',
  '/console/memberships': 'memberships.read',
  '/console/memberships/export.csv': 'memberships.read',
  '/console/memberships/import': 'memberships.import',
  '/console/not-allowed': 'overview.read',
  '/console/payments': 'payments.read',
  '/console/payments/events': 'payments.read',
  '/console/payments/events/export.csv': 'payments.read',
  '/console/payments/export.csv': 'payments.read',
  '/console/payments/plans': 'payments.read',
  '/console/payments/plans/export.csv': 'payments.read',
  '/console/payments/subscriptions': 'payments.read',
  '/console/payments/subscriptions/export.csv': 'payments.read',
  '/console/second-factor': 'second factor',
  '/console/second-factor/new': 'second factor',
  '/console/settings': 'settings.read',
  '/console/sign-in': 'open',
  '/console/staff': 'staff.read',
  '/console/staff/export.csv': 'staff.read',
  '/console/tokens': 'settings.read',
  '/console/tokens/export.csv': 'settings.read',
  '/console/users': 'users.read',
  '/console/users/[id]': 'users.read',
  '/console/users/export.csv': 'users.read',
};

/** Every server action of the console, the same way: they can be called without their page. */
const actionAccess: Record<string, Permission | 'open' | 'second factor'> = {
  'campaigns/actions#clone': 'campaigns.edit',
  'campaigns/actions#end': 'campaigns.end',
  'campaigns/actions#pause': 'campaigns.edit',
  'campaigns/actions#publish': 'campaigns.edit',
  'campaigns/actions#resume': 'campaigns.edit',
  'campaigns/actions#setStock': 'campaigns.edit',
  'campaigns/code-actions#makeCodes': 'campaigns.edit',
  'campaigns/code-actions#offerNow': 'campaigns.edit',
  'campaigns/code-actions#revokeCode': 'campaigns.edit',
  'campaigns/save#saveCampaign': 'campaigns.edit',
  'console/account/actions#revokeOne': 'overview.read',
  'console/account/actions#revokeOthers': 'overview.read',
  'console/account/actions#signOut': 'open',
  'console/account/actions#submitPassword': 'overview.read',
  'console/audit/actions#verify': 'audit.read',
  'console/join/actions#join': 'open',
  'console/palette/actions#findByText': 'users.read',
  'console/second-factor/actions#submitCode': 'second factor',
  'console/second-factor/actions#submitNewTotp': 'second factor',
  'console/settings/actions#saveSetting': 'settings.edit',
  'console/sign-in/actions#signIn': 'open',
  'console/staff/actions#changeMember': 'staff.edit',
  'console/staff/actions#invite': 'staff.edit',
  'console/staff/actions#reset': 'staff.edit',
  'console/tokens/actions#create': 'tokens.edit',
  'console/tokens/actions#revoke': 'tokens.edit',
  'hosts/actions#accept': 'hosts.edit',
  'hosts/actions#empty': 'hosts.edit',
  'hosts/actions#forget': 'hosts.edit',
  'hosts/actions#lose': 'hosts.edit',
  'instances/actions#recover': 'instances.act',
  'instances/actions#remove': 'instances.remove',
  'instances/actions#restart': 'instances.act',
  'instances/actions#resume': 'users.suspend',
  'instances/actions#showLogs': 'instances.logs',
  'instances/actions#suspend': 'users.suspend',
  'instances/move-actions#move': 'instances.move',
  'instances/move-actions#takeBack': 'instances.move',
  'payments/actions#refund': 'payments.refund',
  'payments/actions#refundPlan': 'payments.refund',
  'users/actions#changeUserDays': 'users.grant',
  'users/actions#changeUserPoints': 'users.points',
  'users/actions#signUserOut': 'users.suspend',
};

const actions = readConsoleActions();

const palette = 'console/palette/actions#findByText';

/** Calls an action with nothing in its form: where the caller is sent away to, else `ran`. */
async function called(request: APIRequestContext, at: string, action: BuiltAction): Promise<string> {
  const data = action.name === palette ? '["+86"]' : '[null]';
  const answer = await callAction(request, { at, path: pathOf(action.route), id: action.id, data });
  if ('sentTo' in answer) return answer.sentTo;
  // the palette sends nobody away: it finds nothing for who may not look
  if (action.name === palette && !answer.text.includes('"label"')) return 'found nothing';
  return 'ran';
}

/** Every action that asks for a permission, and where it sent this caller. */
async function calls(request: APIRequestContext, at: string, which = (_needs: Permission) => true) {
  const seen: Record<string, string> = {};
  for (const action of actions) {
    const needs = actionAccess[action.name];
    if (!needs || needs === 'open' || needs === 'second factor' || !which(needs)) continue;
    seen[action.name] = await called(request, at, action);
  }
  return seen;
}
const allSentTo = (seen: Record<string, string>, where: string) =>
  expect
    .soft(seen)
    .toEqual(
      Object.fromEntries(Object.keys(seen).map((name) => [name, name === palette ? 'found nothing' : where])),
    );

const app = fileURLToPath(new URL('../../apps/portal/app', import.meta.url));
const onDisk = globSync('console/**/{page.tsx,route.ts}', { cwd: app }).map((file) => ({
  route: `/${file.replace(/\/(page\.tsx|route\.ts)$/, '')}`,
  isPage: file.endsWith('page.tsx'),
}));
const pathOf = (route: string) =>
  route === '/console/audit/[id]' ? '/console/audit/1' : route.replaceAll(/\[\w+\]/g, crypto.randomUUID());

/** Where a request without following redirects ends: shown, or sent away. */
const outcome = (request: APIRequestContext, route: string) => outcomeAt(request, pathOf(route));

test('every route of the console says who may use it', () => {
  expect(onDisk.map(({ route }) => route).filter((route) => !(route in access))).toEqual([]);
});

test('every action of the console says who may use it', () => {
  expect(actions.map(({ name }) => name).toSorted()).toEqual(Object.keys(actionAccess).toSorted());
});

test('a visitor, and a subscriber with their own cookie, carry out nothing without its page', async ({
  page,
  world,
  request,
}) => {
  const at = world.urls.portal;
  allSentTo(await calls(request, at), '/console/sign-in');
  await signIn(page, world, await newPerson(world));
  allSentTo(await calls(page.request, at), '/console/sign-in');
});

test('a visitor, and a subscriber with their own cookie, get nowhere', async ({ page, world, request }) => {
  const closed = onDisk.filter(({ route }) => access[route] !== 'open');
  const expected = Object.fromEntries(
    closed.map(({ route, isPage }) => [route, isPage ? '/console/sign-in' : '401']),
  );
  const seen = async (by: APIRequestContext) =>
    Object.fromEntries(
      await Promise.all(closed.map(async ({ route }) => [route, await outcome(by, route)] as const)),
    );
  expect(await seen(request)).toEqual(expected);
  await signIn(page, world, await newPerson(world));
  expect(await seen(page.request)).toEqual(expected);
});

test('one factor opens nothing but the page of the second', async ({ page, world }) => {
  const { email, password } = await joinConsole(page, world, 'admin');
  await page.context().clearCookies();
  await page.goto('/console/sign-in');
  await page.getByLabel(t.consoleSignIn.email).fill(email);
  await page.getByLabel(t.consoleSignIn.password).fill(password);
  await page.getByRole('button', { name: t.consoleSignIn.continue }).click();
  await page.waitForURL(/second-factor/);
  for (const { route, isPage } of onDisk) {
    const needs = access[route];
    if (needs === 'open' || route === '/console/second-factor') continue;
    expect.soft(await outcome(page.request, route), route).toBe(isPage ? '/console/second-factor' : '401');
  }
  allSentTo(await calls(page.request, world.urls.portal), '/console/second-factor');
});

for (const role of roles) {
  test(`what an ${role} may open is what the rights say`, async ({ page, world }) => {
    const { email } = await joinConsole(page, world, role);
    for (const { route, isPage } of onDisk) {
      const needs = access[route];
      if (!needs || needs === 'open' || route === '/console/second-factor') continue;
      const allowed = needs === 'second factor' || may(role satisfies Role, needs);
      const got = await outcome(page.request, route);
      // somebody or something that is not there is not found, which is an answer to who may ask
      const shown = got === 'shown' || (route.includes('[id]') && got === '404');
      if (allowed) expect.soft(shown, `${route}: ${got}`).toBe(true);
      else expect.soft(got, route).toBe(isPage ? '/console/not-allowed' : '403');
    }
    const exports = { actorName: email, action: 'table.export', subjectId: '/console/users' };
    expect.soft(await world.db.auditEntry.count({ where: exports })).toBe(1);
    const at = world.urls.portal;
    allSentTo(await calls(page.request, at, (needs) => !may(role, needs)), '/console/not-allowed');
    const ran = await calls(page.request, at, (needs) => may(role, needs));
    expect.soft(Object.values(ran).filter((where) => where.startsWith('/console'))).toEqual([]);
  });
}

test('outside of the operator’s list of addresses there is no console, not even its sign-in', async ({
  page,
  world,
  request,
}) => {
  await joinConsole(page, world, 'admin');
  const key = 'console.allowedIps';
  const paths = onDisk.map(({ route }) => route).filter((route) => route !== '/console/arrived');
  try {
    await world.db.setting.create({ data: { key, value: ['198.51.100.0/24'] } });
    for (const [by, who] of [
      [page.request, 'an admin'],
      [request, 'a visitor'],
    ] as const)
      for (const route of paths) expect.soft(await outcome(by, route), `${route} for ${who}`).toBe('404');
    expect(await outcomeAt(request, '/sign-in'), 'subscribers are not meant').toBe('shown');
    const headers = { 'x-forwarded-for': '198.51.100.7' };
    expect(await outcomeAt(page.request, '/console', { headers })).toBe('shown');
  } finally {
    await world.db.setting.delete({ where: { key } });
  }
});

test('a change that comes from another site, or from nowhere, is refused', async ({ page, world }) => {
  await joinConsole(page, world, 'admin');
  await page.goto('/console/settings');
  const before = await world.db.setting.count();
  const form = page.locator('form:has(input[name=key])').first();
  const fields = await form
    .locator('input[type=hidden]')
    .evaluateAll((inputs) =>
      (inputs as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
    );
  const multipart = { ...Object.fromEntries(fields), to: 'value', value: '203.0.113.1' } as Record<
    string,
    string
  >;
  for (const origin of [undefined, 'https://evil.example', 'null']) {
    const headers = origin === undefined ? {} : { origin };
    const response = await page.request.post('/console/settings', { multipart, headers, maxRedirects: 0 });
    expect(response.status(), String(origin)).toBe(403);
  }
  expect(await world.db.setting.count()).toBe(before);
});
