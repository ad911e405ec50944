import type { Page } from '@playwright/test';
import { claimComputer, claimOnly, expectRunning, setUpComputer } from './fixtures/computer.ts';
import { publicPages, signedInPages } from './fixtures/pages.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { expectStill, inspectInEnglish, inspectScreen, shiftOf, untilDrawn } from './fixtures/screens.ts';
import { texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

test.afterEach(async ({ world }) => {
  await world.stack.service('provisioner').start();
});

async function inspect(page: Page, { name, path }: { name: string; path: string }): Promise<void> {
  await page.goto(path);
  await untilDrawn(page);
  await inspectScreen(page, name);
  await inspectInEnglish(page, { name, path });
}

test('a visitor’s pages are accessible and fit, in both languages and themes', async ({ page }) => {
  for (const each of publicPages) await inspect(page, each);
});

test('a newcomer’s pages are accessible and fit, in both languages and themes', async ({ page, world }) => {
  test.setTimeout(180_000);
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  for (const each of signedInPages) await inspect(page, { name: `newcomer-${each.name}`, path: each.path });
});

test('a subscriber’s pages are accessible and fit, in both languages and themes', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(240_000);
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  await claimComputer(page);
  await inspect(page, { name: 'fresh-set-up', path: '/computer/set-up' });
  await setUpComputer(page, await newBrowser());
  for (const each of signedInPages) await inspect(page, { name: `subscriber-${each.name}`, path: each.path });
});

test('the pages hold still while the computer on them is created and begins to run', async ({
  page,
  world,
}) => {
  test.setTimeout(120_000);
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  const phone = await page.context().newPage();
  await phone.setViewportSize({ width: 360, height: 740 });
  const setUp = await page.context().newPage();
  const provisioner = world.stack.service('provisioner');
  await provisioner.kill();
  await claimOnly(page);
  for (const [each, path] of [
    [page, '/computer'],
    [phone, '/computer'],
    [setUp, '/computer/set-up'],
  ] as const) {
    await each.goto(path);
    await untilDrawn(each);
  }
  for (const each of [page, phone])
    await expect(each.getByRole('heading', { name: texts.computer.headlinePlain.creating })).toBeVisible();
  const before = await Promise.all([page, phone, setUp].map(shiftOf));

  await provisioner.start();
  for (const each of [page, phone]) await expectRunning(each);
  await expectStill(page, 'the computer at a desk', before[0]);
  await expectStill(phone, 'the computer on a phone', before[1]);
  await expectStill(setUp, 'the set-up', before[2]);
});
