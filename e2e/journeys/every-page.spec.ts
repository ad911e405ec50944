import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { claimComputer, setUpComputer } from './fixtures/computer.ts';
import { publicPages, signedInPages } from './fixtures/pages.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { expect, test } from './journey.ts';

const screens = fileURLToPath(new URL('../../test-results/screens', import.meta.url));

const SIDEWAYS_PIXELS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** In both themes no serious finding of axe, and at both widths a picture and nothing that scrolls sideways. */
async function inspect(page: Page, { name, path: address }: { name: string; path: string }): Promise<void> {
  await page.goto(address);
  await page.getByRole('main').waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 800 });
      const file = path.join(screens, `${name}-${width}-${colorScheme}.png`);
      await page.screenshot({ path: file, fullPage: true });
      const overflow = await page.evaluate<number>(SIDEWAYS_PIXELS);
      expect.soft(overflow, `${name} at ${width} scrolls sideways`).toBeLessThanOrEqual(0);
    }
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const findings = serious.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    );
    expect.soft(findings, `${name} in ${colorScheme}`).toEqual([]);
  }
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
