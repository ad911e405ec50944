import { resetClock } from './fixtures/clock.ts';
import { claimComputer, expectRunning, setUpComputer } from './fixtures/computer.ts';
import { gatewaysOf, instanceOf } from './fixtures/gateway.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { shape, texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

const t = texts.computer;

test.afterEach(({ world }) => resetClock(world));

test('the day runs out, the computer stops, a renewal brings back conversation and files', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(180_000);
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await claimComputer(page);
  const phone = await setUpComputer(page, await newBrowser());
  await phone.say('把“买牛奶”写入 todo.md');
  await phone.expectAnswer(/写好了/);
  const { id } = await instanceOf(world, person);
  expect(gatewaysOf(world, id)).toHaveLength(1);

  await page.goto('/computer');
  await page.getByRole('button', { name: texts.clock.jump.expiry }).click();
  await expectRunning(page);
  await page.getByRole('button', { name: texts.clock.jump.hour, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: t.headlinePlain.expired })).toBeVisible({
    timeout: 30_000,
  });
  await expect.poll(() => gatewaysOf(world, id), { timeout: 20_000 }).toEqual([]);

  await page.getByRole('button', { name: t.renew.one }).click();
  await expect(page.getByText(shape(t.renew.done))).toBeVisible();
  await expectRunning(page);
  await expect(page.getByText(t.channels.state.connected)).toBeVisible({ timeout: 20_000 });
  await phone.say('读取 todo.md');
  await phone.expectAnswer(/买牛奶/);
  await phone.say('你好');
  // the sandbox model counts what it still sees of the conversation
  await phone.expectAnswer(/我还看得到你之前的 [1-9]\d* 条消息/);
});

test('the bank fills to seven days at most, each click says what it will do, and two tabs grant once', async ({
  page,
  world,
  context,
  newBrowser,
}) => {
  test.setTimeout(120_000);
  const person = await newPerson(world, { tier: 'max' });
  await signIn(page, world, person);
  await claimComputer(page);
  await setUpComputer(page, await newBrowser());
  const granted = async () =>
    (await world.db.dayEntry.findMany({ where: { entitlement: { user: { phone: person.phone } } } })).length;

  const other = await context.newPage();
  const tabs = [page, other];
  // neither hears of the other, so that both clicks carry what was shown before the first one
  for (const tab of tabs) {
    await tab.route('**/api/events*', (route) => route.abort());
    await tab.goto('/computer');
  }
  await Promise.all(tabs.map((tab) => tab.getByRole('button', { name: t.renew.one }).click()));
  for (const tab of tabs) await expect(tab.getByRole('button', { name: shape(t.renew.topUp) })).toBeVisible();
  await expect.poll(granted).toBe(2);
  for (const tab of tabs) await tab.unroute('**/api/events*');

  const before = gatewaysOf(world, (await instanceOf(world, person)).id);
  await page.getByRole('button', { name: shape(t.renew.topUp) }).click();
  await expect(page.getByText(shape(texts.refusal.bank_full)).first()).toBeVisible();
  expect(await granted()).toBe(7);
  await expect(other.getByText(shape(texts.refusal.bank_full)).first()).toBeVisible();
  // a renewal of a running computer touches nothing that runs
  expect(gatewaysOf(world, (await instanceOf(world, person)).id)).toEqual(before);
});
