import { HOUR_MS, passTime, resetClock } from './fixtures/clock.ts';
import { claimComputer, setUpComputer } from './fixtures/computer.ts';
import { gatewaysOf, instanceOf } from './fixtures/gateway.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

test.afterEach(({ world }) => resetClock(world));

test('the bot says when the computer ends; /renew in the chat gives a day; at the end it says goodbye and the page has it all', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(120_000);
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await claimComputer(page);
  const phone = await setUpComputer(page, await newBrowser());
  const { id, userId } = await instanceOf(world, person);
  // where it is early afternoon, so that nothing falls into the night, whenever this runs
  const offset = 14 - new Date().getUTCHours();
  const timeZone = `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
  await world.db.user.update({ where: { id: userId }, data: { timeZone } });

  await passTime(world, 22.2 * HOUR_MS);
  await expect(phone.fromBot.filter({ hasText: '回复 /renew 续用一天' })).toHaveCount(1, { timeout: 20_000 });
  await phone.say('/renew');
  await expect(phone.fromBot.filter({ hasText: '已续用 1 天' })).toBeVisible({ timeout: 5_000 });
  await page.goto('/computer');
  const card = page.getByRole('region', { name: texts.computer.reminders.title });
  await expect(card.getByText(texts.computer.reminders.told.bot)).toBeVisible();

  await passTime(world, 26 * HOUR_MS);
  await expect(phone.fromBot.filter({ hasText: '您的云电脑已到期' })).toHaveCount(1, { timeout: 20_000 });
  await expect.poll(() => gatewaysOf(world, id), { timeout: 20_000 }).toEqual([]);
  await expect(card.getByText(texts.computer.reminders.kind.expired)).toBeVisible();
});
