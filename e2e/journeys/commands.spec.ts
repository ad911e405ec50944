import { claimComputer, connectModel } from './fixtures/computer.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { inspectScreen } from './fixtures/screens.ts';
import { texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

test('the menu of commands is the gateway’s own, and its answers speak the reader’s language', async ({
  page,
  world,
}) => {
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  await claimComputer(page);
  // the other form of API serves as well
  await connectModel(page, 'anthropic-messages');
  await page.goto('/computer/chat');
  const history = page.getByRole('log');
  // an answer may hold lists of its own
  const newest = history.locator('ol').first().locator(':scope > li').last();
  const input = page.getByRole('textbox');
  const give = async (command: string, answer: RegExp) => {
    await input.fill(command);
    await input.press('Escape');
    await input.press('Enter');
    await expect(newest).toContainText(answer, { timeout: 5_000 });
  };

  // before the conversation is there, words wait in the composer
  await expect(history).toContainText(texts.chat.empty);
  await input.fill('你好');
  await input.press('Enter');
  await expect(history).toContainText('我是沙盒模型', { timeout: 20_000 });

  await input.fill('/');
  const menu = page.getByRole('listbox', { name: texts.chat.commandMenu });
  await expect(menu.getByRole('option', { name: /\/weather/ })).toContainText('天气');
  expect(await menu.getByRole('option').count()).toBeGreaterThan(30);
  await inspectScreen(page, 'chat-menu');
  // the keyboard alone finds and sends one
  await input.fill('/hel');
  await expect(menu.getByRole('option')).toHaveCount(1);
  await input.press('Enter');
  await input.press('Enter');
  await expect(newest).toContainText('/allowlist');
  await inspectScreen(page, 'chat-help');
  await give('/status', /网关[^]*模型：sandbox[^]*运行程序：不可以（已关闭）/);
  await give('/usage', /用量[^]*合计/);
  await give('/context', /系统说明[^]*合计/);
  await inspectScreen(page, 'chat-answers');

  await page.goto('/account');
  await page.getByRole('main').getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', /^en/);
  await page.goto('/computer/chat');
  await expect(async () => {
    await give('/status', /gateway[^]*model: sandbox[^]*programs: cannot be run \(switched off\)/);
  }).toPass({ timeout: 20_000 });
  await give('/usage', /Usage[^]*Sum/);
  await give('/context', /system lines[^]*In all/);
  await give('/help', /Basics[^]*\/allowlist/);
  await give('/queue sideways', /steer/);
});
