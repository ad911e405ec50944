import { resetClock } from '../fixtures/clock.ts';
import { claimComputer, expectRunning, setUpComputer } from '../fixtures/computer.ts';
import { containerState, contentsOf, hasVolume } from '../fixtures/container.ts';
import { instanceOf } from '../fixtures/gateway.ts';
import { newPerson, signIn } from '../fixtures/person.ts';
import { settingsSum } from '../fixtures/settings.ts';
import { texts } from '../fixtures/texts.ts';
import { expect, noEngine, noEngineReason, test } from './journey.ts';

test.skip(noEngine, noEngineReason);

const t = texts.computer;

test.afterEach(({ world }) => resetClock(world));

/** `<n> rows, <hash>` */
const rowsOf = (table = '') => Number.parseInt(table, 10);

test('a lapse stops the container and a renewal brings files, sessions and settings back, bit by bit', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(180_000);
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await claimComputer(page);
  const phone = await setUpComputer(page, await newBrowser());
  for (const [text, file] of [
    ['买牛奶', 'todo.md'],
    ['会议纪要', 'notes/today.md'],
  ]) {
    await phone.say(`把“${text}”写入 ${file}`);
    await phone.expectAnswer(/写好了/);
  }
  const { id } = await instanceOf(world, person);
  const settings = await settingsSum(world, id);
  const before = contentsOf(world, id);
  for (const table of ['sessions', 'turns', 'messages']) expect(before.tables[table]).toMatch(/^[1-9]/);
  expect(Object.keys(before.files)).toEqual(expect.arrayContaining(['todo.md', 'notes/today.md']));

  await page.goto('/computer');
  await page.getByRole('button', { name: texts.clock.jump.expiry }).click();
  await page.getByRole('button', { name: texts.clock.jump.hour, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: t.headlinePlain.expired })).toBeVisible({
    timeout: 30_000,
  });
  await expect.poll(() => containerState(world, id), { timeout: 20_000 }).not.toBe('running');
  expect(hasVolume(world, id)).toBe(true);
  const stopped = contentsOf(world, id);
  // What the bot said of the expiry is all that came: how often depends on the hour and on how long a minute before it lasted.
  const { messages, sessions } = stopped.tables;
  expect(stopped).toEqual({ ...before, tables: { ...before.tables, messages, sessions } });
  const said = await world.db.reminder.count({
    where: { state: 'sent', entitlement: { user: { phone: person.phone } } },
  });
  expect(said).toBeGreaterThan(0);
  expect(rowsOf(messages)).toBe(rowsOf(before.tables.messages) + said);

  await page.getByRole('button', { name: t.renew.one }).click();
  await expectRunning(page);
  await expect(page.getByText(t.channels.state.connected)).toBeVisible({ timeout: 20_000 });
  expect(containerState(world, id)).toBe('running');
  expect(contentsOf(world, id)).toEqual(stopped);
  expect(await settingsSum(world, id)).toEqual(settings);

  await phone.say('读取 notes/today.md');
  await phone.expectAnswer(/会议纪要/);
  await phone.say('你好');
  // the sandbox model counts what it still sees of the conversation
  await phone.expectAnswer(/我还看得到你之前的 [1-9]\d* 条消息/);
});
