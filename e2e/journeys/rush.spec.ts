import { newPerson, signIn } from './fixtures/person.ts';
import type { World } from './fixtures/stack.ts';
import { shape, texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

const { claim, line, refusal } = texts;

/** Another process is at the line and does not get on; returns how it ends. */
async function holdLine(world: World, campaignId: string): Promise<() => Promise<void>> {
  const connection = await world.db.pool.connect();
  await connection.query(`select pg_advisory_lock(hashtextextended('claim decider ' || $1::text, 0))`, [
    campaignId,
  ]);
  return async () => {
    await connection.query('select pg_advisory_unlock_all()');
    connection.release();
  };
}

test('of two who press for the last computer the first gets it; the other sees the line, also after a reload, and is told', async ({
  page,
  browser,
  world,
}) => {
  const [first, second] = [await newPerson(world, { tier: 'pro' }), await newPerson(world, { tier: 'pro' })];
  const before = await world.db.campaign.findUniqueOrThrow({ where: { slug: 'demo' } });
  const otherContext = await browser.newContext();
  const other = await otherContext.newPage();
  for (const [tab, person] of [
    [page, first],
    [other, second],
  ] as const) {
    await signIn(tab, world, person);
    await tab.goto('/claim');
    await tab.getByRole('button', { name: claim.check.allow }).click();
    await expect(tab.getByRole('button', { name: claim.offer.claim })).toBeVisible();
  }
  await world.db.campaign.update({ where: { slug: 'demo' }, data: { stock: before.claimed + 1 } });
  const go = await holdLine(world, before.id);
  try {
    await page.getByRole('button', { name: claim.offer.claim }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText(line.place.replace('{place}', '1'), { exact: true })).toBeVisible();

    await other.getByRole('button', { name: claim.offer.claim }).click();
    await expect(other.getByText(line.place.replace('{place}', '2'), { exact: true })).toBeVisible();
    await other.reload();
    await expect(other.getByText(line.place.replace('{place}', '2'), { exact: true })).toBeVisible();
    await page.reload();
    await expect(page.getByText(line.place.replace('{place}', '1'), { exact: true })).toBeVisible();
  } finally {
    await go();
  }
  await page.waitForURL(/\/computer/);
  await expect(other.getByText(shape(refusal.stock_empty))).toBeVisible({ timeout: 20_000 });
  await otherContext.close();
  await world.db.campaign.update({ where: { slug: 'demo' }, data: { stock: before.stock } });
});
