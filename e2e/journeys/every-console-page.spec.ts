import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fillConsole } from './fixtures/console-data.ts';
import { inspectInBothLanguages } from './fixtures/screens.ts';
import { joinConsole } from './fixtures/staff.ts';
import { expect, test } from './journey.ts';

const app = fileURLToPath(new URL('../../apps/portal/app', import.meta.url));
const onDisk = globSync('console/**/page.tsx', { cwd: app }).map(
  (file) => `/${file.replace('/page.tsx', '')}`,
);

/** Pages about one thing, by the folder that holds their id. */
const idOf = {
  users: 'userId',
  instances: 'instanceId',
  campaigns: 'campaignId',
  audit: 'auditId',
} as const;

const nameOf = (route: string) => route.slice(1).replaceAll(/[[\]]/g, '').replaceAll('/', '-');

test('the pages before the console are accessible and fit, in both languages and themes', async ({
  page,
  world,
}) => {
  for (const route of ['/console/sign-in', '/console/join'])
    await inspectInBothLanguages(page, { name: nameOf(route), url: `${world.urls.portal}${route}` });
});

test('every page of the console is accessible and fits, in both languages and themes', async ({
  page,
  world,
}) => {
  test.setTimeout(360_000);
  const { email } = await joinConsole(page, world, 'admin');
  const ids = await fillConsole(world, email);
  // what is shown only to who has not come in yet
  const elsewhere = ['/console/sign-in', '/console/join', '/console/second-factor'];
  const routes = onDisk.filter((route) => !elsewhere.includes(route)).sort();
  expect(routes.length).toBeGreaterThan(15);
  for (const route of routes) {
    const path = route.replace(/(\w+)\/\[id\]/, (_, kind: keyof typeof idOf) => `${kind}/${ids[idOf[kind]]}`);
    await inspectInBothLanguages(page, { name: nameOf(route), url: `${world.urls.portal}${path}` });
  }
  const empty = ['users', 'audit'];
  for (const table of empty) {
    const filter = table === 'audit' ? 'actor=nobody' : 'q=nobody';
    const url = `${world.urls.portal}/console/${table}?${filter}`;
    await inspectInBothLanguages(page, { name: `console-${table}-none`, url });
  }
});
