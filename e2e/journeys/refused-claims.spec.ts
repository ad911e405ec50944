import type { Page } from '@playwright/test';
import { DAY_MS, passTime, resetClock } from './fixtures/clock.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { shape, texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

const { refusal, claim } = texts;

async function checkPlan(page: Page): Promise<void> {
  await page.goto('/claim');
  await page.getByRole('button', { name: claim.check.allow }).click();
  await expect(page.getByText(claim.check.withdraw)).toBeVisible();
}

async function expectRefused(page: Page, reason: RegExp): Promise<void> {
  await expect(page.getByText(claim.refused)).toBeVisible();
  await expect(page.getByText(reason)).toBeVisible();
  await expect(page.getByRole('button', { name: claim.offer.claim })).toHaveCount(0);
}

test('a Lite plan is named as too low, with the plans that would do and what points would cost', async ({
  page,
  world,
}) => {
  await signIn(page, world, await newPerson(world, { tier: 'lite' }));
  await checkPlan(page);
  await expectRefused(page, shape(refusal.plan_too_low));
  await expect(page.getByText(shape(refusal.points_short))).toBeVisible();
});

test('a number without a plan is told so, and what claiming needs', async ({ page, world }) => {
  await signIn(page, world, await newPerson(world));
  await checkPlan(page);
  await expectRefused(
    page,
    new RegExp(`${shape(refusal.plan_missing).source}|${shape(refusal.points_short).source}`),
  );
});

test('a plan that has run out is told with its day', async ({ page, world }) => {
  await signIn(page, world, await newPerson(world, { tier: 'pro', validForDays: -3 }));
  await checkPlan(page);
  await expectRefused(page, shape(refusal.plan_expired));
  await expect(page.getByText(shape(refusal.wayOut.buy_points))).toBeVisible();
});

test('when the last computer is gone the claim says how many there were', async ({ page, world }) => {
  const campaign = await world.db.campaign.findUniqueOrThrow({ where: { slug: 'demo' } });
  await world.db.campaign.update({ where: { slug: 'demo' }, data: { stock: campaign.claimed } });
  try {
    await signIn(page, world, await newPerson(world, { tier: 'max' }));
    await page.goto('/');
    await expect(page.getByText(texts.campaign.noClaim.sold_out)).toBeVisible();
    await page.goto('/claim');
    await expectRefused(page, shape(refusal.stock_empty));
  } finally {
    await world.db.campaign.update({ where: { slug: 'demo' }, data: { stock: campaign.stock } });
  }
});

test('after the window the claim names its last day', async ({ page, world }) => {
  await passTime(world, 30 * DAY_MS);
  try {
    await signIn(page, world, await newPerson(world, { tier: 'max' }));
    await page.goto('/');
    await expect(page.getByText(texts.campaign.noClaim.over)).toBeVisible();
    await page.goto('/claim');
    await expectRefused(page, shape(refusal.window_closed));
  } finally {
    await resetClock(world);
  }
});

test('points claim where a plan does not, and their price is shown before the click', async ({
  page,
  world,
}) => {
  const person = await newPerson(world);
  await signIn(page, world, person);
  const user = await world.db.user.findUniqueOrThrow({ where: { phone: person.phone } });
  await world.db.pointEntry.create({
    data: { userId: user.id, points: 150, reason: 'operator', key: `journey:${user.id}` },
  });
  await page.goto('/claim');
  await expect(page.getByText(shape(claim.offer.points))).toContainText('100');
  await page.getByRole('button', { name: shape(claim.offer.claimFor) }).click();
  await page.waitForURL(/\/computer/);
  const { _sum } = await world.db.pointEntry.aggregate({
    where: { userId: user.id },
    _sum: { points: true },
  });
  expect(_sum.points).toBe(50);
});
