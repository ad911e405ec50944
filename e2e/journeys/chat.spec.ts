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
  const history = page.getByRole('log', { name: t.history });
  // what was said in Feishu is here
  await expect(history).toContainText('你好，我是沙盒模型');
  const input = page.getByRole('textbox', { name: t.input });
  await input.fill('把“浇花”写入 plan.md');
  await input.press('Enter');
  await expect(history).toContainText('plan.md', { timeout: 20_000 });

  await input.fill('数到 150');
  await input.press('Enter');
  await expect(history).toContainText('1 2 3 4 5', { timeout: 20_000 });
  await page.getByRole('button', { name: t.stop }).click();
  await expect(history).toContainText(t.stopped);
  await expect(history).not.toContainText('数完了');

  await page.reload();
  await expect(history).toContainText('浇花');
});
