import { claimComputer } from './fixtures/computer.ts';
import { gatewaysOf, instanceOf } from './fixtures/gateway.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

test('two tabs that claim at once give one computer with one day', async ({ page, world, context }) => {
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await page.goto('/claim');
  await page.getByRole('button', { name: texts.claim.check.allow }).click();
  await expect(page.getByRole('button', { name: texts.claim.offer.claim })).toBeVisible();
  const other = await context.newPage();
  await other.goto('/claim');
  await Promise.all(
    [page, other].map((tab) => tab.getByRole('button', { name: texts.claim.offer.claim }).click()),
  );
  await page.waitForURL(/\/computer/);
  await other.waitForURL(/\/computer/);
  const days = await world.db.dayEntry.findMany({
    where: { entitlement: { user: { phone: person.phone } } },
  });
  expect(days.map((entry) => entry.days)).toEqual([1]);
  const { id } = await instanceOf(world, person);
  await expect.poll(() => gatewaysOf(world, id).length).toBe(1);
});

test('one who has claimed is led to the computer instead of a second claim', async ({ page, world }) => {
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  await claimComputer(page);
  await page.goto('/claim');
  await expect(page.getByText(texts.claim.already)).toBeVisible();
  await expect(page.getByRole('button', { name: texts.claim.offer.claim })).toHaveCount(0);
});
