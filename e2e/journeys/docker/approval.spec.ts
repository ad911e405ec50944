import { claimComputer, connectModel } from '../fixtures/computer.ts';
import { newPerson, signIn } from '../fixtures/person.ts';
import { inspectScreen } from '../fixtures/screens.ts';
import { texts } from '../fixtures/texts.ts';
import { expect, noEngine, noEngineReason, test } from './journey.ts';

const t = texts.chat.approval;

test.skip(noEngine, noEngineReason);

test('a program runs only after the owner allowed it in the chat, and a refused one does not', async ({
  page,
  world,
}) => {
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  await claimComputer(page);
  await connectModel(page);
  await page.goto('/computer/chat');
  const history = page.getByRole('log');
  // an answer may hold lists of its own
  const newest = history.locator('ol').first().locator(':scope > li').last();
  const input = page.getByLabel(texts.chat.input);
  const say = async (text: string) => {
    await input.fill(text);
    await input.press('Enter');
  };
  const question = page.getByRole('region', { name: t.title }).getByRole('group');

  await say('/exec ask=always');
  await expect(history).toContainText('每次都先询问主人', { timeout: 20_000 });
  await say('运行 `echo $((6 * 7)) > answer.txt; cat answer.txt`');
  await expect(question).toContainText('echo $((6 * 7)) > answer.txt');
  await inspectScreen(page, 'chat-approval');
  await expect(history).not.toContainText('运行的结果');
  await question.getByRole('button', { name: t['allow-once'] }).click();
  await expect(history).toContainText(/运行的结果[^]*42/, { timeout: 20_000 });
  await expect(question).toHaveCount(0);

  await say('运行 `touch forbidden.txt`');
  await expect(question).toContainText('touch forbidden.txt');
  await question.getByRole('button', { name: t.deny }).click();
  await expect(question).toHaveCount(0);
  await expect(newest).toContainText(/not run|没有运行|不允许|denied|refused/);
  await inspectScreen(page, 'chat-approved-and-denied');
  await say('列出文件');
  await expect(newest).toContainText('answer.txt', { timeout: 20_000 });
  await expect(newest).not.toContainText('forbidden.txt');
});
