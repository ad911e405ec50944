import type { Locator, Page } from '@playwright/test';
import { expectRunning } from './fixtures/computer.ts';
import { lastCode } from './fixtures/outbox.ts';
import { newPerson } from './fixtures/person.ts';
import { texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

const TABS_MAX = 40;

// a text, because it runs in the page, whose globals this program's types do not know
const FOCUS_MARK = `(() => {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
  return outlineStyle !== 'none' && outlineWidth !== '0px' ? 'outline' : boxShadow;
})()`;

/** Tabs until the target has the focus, which must be visible. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < TABS_MAX; presses++) {
    if ((await target.and(page.locator(':focus')).count()) > 0) {
      expect(await page.evaluate<string>(FOCUS_MARK), 'the focus is visible').not.toBe('none');
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`not reached by ${TABS_MAX} presses of Tab`);
}

test('signing in and claiming work with the keyboard alone', async ({ page, world }) => {
  const person = await newPerson(world, { tier: 'pro' });
  const button = (name: string) => page.getByRole('button', { name });
  await page.goto('/');
  await tabTo(page, page.getByRole('link', { name: texts.campaign.claim }).first());
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/sign-in/);
  await tabTo(page, page.getByLabel(texts.signIn.phone, { exact: true }));
  await page.keyboard.type(person.number);
  await page.keyboard.press('Enter');
  const code = await lastCode(world, person);
  await tabTo(page, page.getByLabel(texts.signIn.code, { exact: true }));
  await page.keyboard.type(code);
  await page.waitForURL(/\/claim/);
  await tabTo(page, button(texts.claim.check.allow));
  await page.keyboard.press('Enter');
  await tabTo(page, button(texts.claim.offer.claim));
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/computer/);
  await page.goto('/computer');
  await expectRunning(page);
});
