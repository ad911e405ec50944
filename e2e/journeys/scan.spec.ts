import type { Locator, Page } from '@playwright/test';
import { beginScan, claimComputer, connectModel, expectStep, scanLink } from './fixtures/computer.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { Phone } from './fixtures/phone.ts';
import { texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

const t = texts.feishu;
/** How far from the top of the whole page, in px. */
const placeOf = (locator: Locator) =>
  locator.evaluate(
    (element: {
      getBoundingClientRect(): { top: number };
      ownerDocument: { scrollingElement: { scrollTop: number } };
    }) => element.getBoundingClientRect().top + element.ownerDocument.scrollingElement.scrollTop,
  );
const newCode = (page: Page) => page.getByRole('tabpanel').getByRole('button', { name: t.newCode });

test.beforeEach(async ({ page, world }) => {
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  await claimComputer(page);
});

test('a reload in the middle of a scan changes nothing, and the page may even be closed', async ({
  page,
  newBrowser,
  context,
}) => {
  await connectModel(page);
  const link = await beginScan(page);
  await page.reload();
  expect(await scanLink(page)).toBe(link);
  const phone = new Phone(await newBrowser());
  await phone.scan(link);
  await expect(page.getByText(t.scannedHint)).toBeVisible();
  await page.reload();
  await expect(page.getByText(t.scannedHint)).toBeVisible();
  await page.close();
  await phone.confirm();
  const later = await context.newPage();
  await later.goto('/computer/set-up');
  await expectStep(later, 'greeting_delivered', 'done');
});

test('a refusal on the phone is told, and a new code works', async ({ page, newBrowser }) => {
  const phone = new Phone(await newBrowser());
  await phone.scan(await beginScan(page));
  await phone.refuse();
  await expect(page.getByText(t.deniedText)).toBeVisible();
  await newCode(page).click();
  await phone.scan(await scanLink(page));
  await phone.confirm();
  await expectStep(page, 'app_created', 'done');
});

test('a code that was replaced no longer makes an app here', async ({ page, newBrowser }) => {
  const first = await beginScan(page);
  await newCode(page).click();
  await expect.poll(() => scanLink(page)).not.toBe(first);
  const second = await scanLink(page);
  const phone = new Phone(await newBrowser());
  await phone.scan(second);
  await phone.confirm();
  await expectStep(page, 'connection_up', 'done');
});

test('on a phone nothing moves when the code gives way to the bot', async ({ page, newBrowser }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const phone = new Phone(await newBrowser());
  await phone.scan(await beginScan(page));
  await expect(page.getByText(t.scannedHint)).toBeVisible();
  const checklist = page.getByRole('heading', { name: texts.setUp.checklist });
  const before = await placeOf(checklist);
  await phone.confirm();
  await expect(page.getByText(t.ownerKnown)).toBeVisible();
  const after = await placeOf(checklist);
  expect(Math.abs(after - before)).toBeLessThan(2);
});
