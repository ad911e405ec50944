import { claimComputer, setUpComputer } from './fixtures/computer.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

test('tasks are made by saying so; a reminder arrives by itself, a daily task when it is run, and both are listed', async ({
  page,
  world,
  newBrowser,
}) => {
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  await claimComputer(page);
  const phone = await setUpComputer(page, await newBrowser());

  await phone.say('4秒后提醒我喝水');
  await expect(phone.fromBot.filter({ hasText: '喝水' }).first()).toBeVisible();
  await phone.say('每天早上9点查北京天气，推送到这里');
  const made = phone.fromBot.filter({ hasText: '0 9 * * *' }).last();
  await expect(made).toBeVisible();
  // the reminder is its words alone, without a model
  await expect(phone.fromBot.getByText('⏰ 喝水', { exact: true })).toBeVisible({ timeout: 20_000 });

  const id = /([a-z0-9]{6}) "查北京天气"/.exec(await made.innerText())?.[1];
  await page.goto('/computer/chat');
  const input = page.getByLabel(texts.chat.input);
  await input.fill('/cron');
  await input.press('Enter');
  await expect(page.getByRole('log').getByText(id!).last()).toBeVisible();
  await phone.say(`/cron run ${id}`);
  await phone.expectAnswer(/任务到点了：“查北京天气”/);
});
