import { slowAnswer } from './fixtures/model.ts';
import { claimComputer, setUpComputer } from './fixtures/computer.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

const t = texts.chat;

test('the browser and Feishu talk with the same assistant in the same conversation', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(120_000);
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  await claimComputer(page);
  await setUpComputer(page, await newBrowser());
  await page.goto('/computer/chat');
  const history = page.getByRole('log');
  // what was said in Feishu is here
  await expect(history).toContainText('你好，我是沙盒模型');
  const input = page.getByLabel(t.input);
  await input.fill('把“浇花”写入 plan.md');
  await input.press('Enter');
  await expect(history).toContainText('plan.md', { timeout: 20_000 });

  await slowAnswer(world, '慢慢说');
  await input.fill('慢慢说');
  await input.press('Enter');
  await expect(history).toContainText('第 1 句', { timeout: 20_000 });
  await page.getByRole('button', { name: t.stop }).click();
  await expect(history).toContainText(t.stopped);
  await expect(history).not.toContainText('说完了');

  await page.reload();
  await expect(history).toContainText('浇花');
});
