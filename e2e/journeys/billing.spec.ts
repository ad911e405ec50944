import type { Page } from '@playwright/test';
import { newPerson, signIn, type Person } from './fixtures/person.ts';
import { inspectScreen } from './fixtures/screens.ts';
import { consoleTexts, joinConsole } from './fixtures/staff.ts';
import { payOnPage, stripeClock } from './fixtures/stripe.ts';
import { shape, texts } from './fixtures/texts.ts';
import type { World } from './fixtures/stack.ts';
import { expect, test } from './journey.ts';

const { billing, claim } = texts;
const packButton = billing.points.buy.replace('{points}', '100');

const balanceOf = async (world: World, { phone }: Person) => {
  const { _sum } = await world.db.pointEntry.aggregate({
    where: { user: { phone } },
    _sum: { points: true },
  });
  return _sum.points ?? 0;
};

async function order(page: Page, name: string): Promise<void> {
  const stopped: string[] = [];
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) stopped.push(message.text());
  });
  await page.goto('/billing');
  await page.getByRole('button', { name, exact: true }).click();
  await page.waitForURL(/\/c\/pay\//);
  expect(stopped, 'nothing on the way asks the payment host from a script').toEqual([]);
}

test('who has no plan buys points and claims with them; a tab closed after paying loses nothing; an operator refunds', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(180_000);
  const person = await newPerson(world);
  await signIn(page, world, person);
  await order(page, packButton);
  await page.getByRole('link', { name: /取消并返回/ }).click();
  await expect(page.getByText(billing.return.cancelled.title)).toBeVisible();
  await page.getByRole('link', { name: billing.return.back }).click();
  await expect(page.getByText(billing.purchases.none)).toBeVisible();

  await order(page, packButton);
  await page.getByText('0002').click();
  await payOnPage(page);
  await expect(page.getByRole('alert')).toContainText('被拒绝');
  await payOnPage(page);
  await expect(page.getByText(shape(billing.return.entered.points))).toBeVisible({ timeout: 20_000 });
  await page.getByRole('link', { name: billing.return.claim }).click();
  await page.getByRole('button', { name: shape(claim.offer.claimFor) }).click();
  await page.waitForURL(/\/computer/);
  expect(await balanceOf(world, person)).toBe(0);

  await order(page, packButton);
  await payOnPage(page, 'stay');
  await page.goto('about:blank');
  await expect.poll(() => balanceOf(world, person), { timeout: 20_000 }).toBe(100);
  await page.goto('/billing');
  await expect(page.getByText(billing.purchases.state.paid)).toHaveCount(2);
  const receipt = page.getByRole('link', { name: billing.purchases.receipt }).first();
  const address = (await receipt.getAttribute('href'))!;
  expect((await page.request.get(address, { maxRedirects: 0 })).status()).toBe(303);
  const stranger = await newBrowser();
  await signIn(stranger, world, await newPerson(world));
  expect((await stranger.request.get(address, { maxRedirects: 0 })).status()).toBe(404);
  await inspectScreen(page, 'billing-points');

  const { consolePayments: payments, consoleOperate } = consoleTexts;
  const latest = await world.db.purchase.findFirstOrThrow({
    where: { user: { phone: person.phone } },
    orderBy: { createdAt: 'desc' },
  });
  // who has a computer is led there
  await page.goto(`/billing/return?session=${latest.stripeSessionId}`);
  await expect(page.getByRole('link', { name: billing.return.computer })).toHaveAttribute(
    'href',
    '/computer',
  );
  const operator = await newBrowser();
  await joinConsole(operator, world, 'operator');
  await operator.goto(`/console/payments?q=${person.number}&state=paid`);
  await operator.getByRole('button', { name: payments.refund, exact: true }).first().click();
  const dialog = operator.getByRole('dialog');
  await dialog.getByLabel(consoleOperate.reason).fill('买错了');
  await dialog.getByRole('button', { name: payments.refund, exact: true }).click();
  await expect.poll(() => balanceOf(world, person), { timeout: 20_000 }).toBe(0);
  await operator.goto(`/console/payments?q=${person.number}`);
  await expect(
    operator.getByRole('cell', { name: payments.purchaseState.refunded, exact: true }),
  ).toBeVisible();
  await operator.goto(`/console/audit?action=payment.refund&subject=${latest.id}`);
  await expect(operator.getByRole('cell', { name: '买错了' })).toBeVisible();
  await page.goto('/billing');
  await expect(page.getByText(billing.purchases.state.refunded, { exact: true })).toBeVisible();
});

test('a plan that is bought counts at once; changed, ended and overdue it says so', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(120_000);
  await signIn(page, world, await newPerson(world));
  await order(page, billing.plans.buy.replace('{tier}', 'Pro'));
  await page.getByText('0341').click();
  await payOnPage(page);
  await expect(page.getByText(billing.return.entered.plan)).toBeVisible({ timeout: 20_000 });
  await page.goto('/claim');
  await expect(page.getByText(claim.check.fits)).toBeVisible();

  await page.goto('/billing');
  await expect(page.getByText(`${billing.planPayments.reason.subscription_create} · ¥200`)).toBeVisible();
  const invoice = page.getByRole('link', { name: billing.planPayments.invoice });
  const address = (await invoice.getAttribute('href'))!;
  expect((await page.request.get(address)).url()).toContain('/receipts/in_');
  const stranger = await newBrowser();
  await signIn(stranger, world, await newPerson(world));
  expect((await stranger.request.get(address)).status()).toBe(404);
  await page.getByRole('button', { name: billing.plan.manage }).click();
  await page.waitForURL(/\/p\/session\//);
  await page.getByText(/Max.*月付/).click();
  await page.getByRole('button', { name: /Change plan/ }).click();
  await page.getByRole('button', { name: /Cancel at period end/ }).click();
  await page.getByRole('button', { name: /Resume/ }).click();
  await page.goto('/billing');
  await expect(page.getByText(billing.plan.name.replace('{tier}', 'Max'), { exact: true })).toBeVisible({
    timeout: 20_000,
  });

  // the card of this story is refused from its second charge on
  await expect(page.getByText(billing.plan.state.overdue)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(shape(billing.plan.overdue.grace))).toBeVisible();
  await inspectScreen(page, 'billing-overdue');
  await stripeClock(world, 32);
  await expect(page.getByText(billing.plan.notAsked)).toBeVisible({ timeout: 20_000 });
});
