import type { Page } from '@playwright/test';
import { claimComputer, setUpComputer } from './fixtures/computer.ts';
import { publicPages, signedInPages } from './fixtures/pages.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { inspectScreen, untilDrawn } from './fixtures/screens.ts';
import { test } from './journey.ts';

async function inspect(page: Page, { name, path }: { name: string; path: string }): Promise<void> {
  await page.goto(path);
  await untilDrawn(page);
  await inspectScreen(page, name);
}

test('a visitor’s pages are accessible and fit, in both themes', async ({ page }) => {
  for (const each of publicPages) await inspect(page, each);
});

test('a newcomer’s pages are accessible and fit, in both themes', async ({ page, world }) => {
  test.setTimeout(180_000);
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  for (const each of signedInPages) await inspect(page, { name: `newcomer-${each.name}`, path: each.path });
});

test('a subscriber’s pages are accessible and fit, in both themes', async ({ page, world, newBrowser }) => {
  test.setTimeout(240_000);
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  await claimComputer(page);
  await inspect(page, { name: 'fresh-set-up', path: '/computer/set-up' });
  await setUpComputer(page, await newBrowser());
  for (const each of signedInPages) await inspect(page, { name: `subscriber-${each.name}`, path: each.path });
});
