import { claimComputer, expectRunning, setUpComputer } from './fixtures/computer.ts';
import { gatewaysOf, instanceOf } from './fixtures/gateway.ts';
import { slowAnswer } from './fixtures/model.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

test.afterEach(async ({ world }) => {
  for (const name of ['sandbox', 'provisioner', 'portal'] as const) await world.stack.service(name).start();
});

test('the provisioner is killed in mid-provision; restarted it finishes, with one gateway', async ({
  page,
  world,
}) => {
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await page.goto('/claim');
  await page.getByRole('button', { name: texts.claim.check.allow }).click();
  await page.getByRole('button', { name: texts.claim.offer.claim }).click();
  await expect
    .poll(async () => (await instanceOf(world, person).catch(() => null))?.handle ?? null)
    .not.toBeNull();
  await world.stack.service('provisioner').kill();
  await world.stack.service('provisioner').start();
  await page.goto('/computer');
  await expectRunning(page);
  expect(gatewaysOf(world, (await instanceOf(world, person)).id)).toHaveLength(1);
});

test('a gateway killed in mid-turn comes back by itself, and the user gets one answer', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(120_000);
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await claimComputer(page);
  const phone = await setUpComputer(page, await newBrowser());
  const { id } = await instanceOf(world, person);
  const [pid] = gatewaysOf(world, id);
  const answersBefore = await phone.fromBot.count();

  await slowAnswer(world, '慢慢说');
  await phone.say('慢慢说');
  await expect(phone.fromBot.last()).toContainText('第 1 句');
  process.kill(pid!, 'SIGKILL');

  await phone.expectAnswer(/说完了/, 60_000);
  await expect(phone.log.locator('[aria-busy=true]')).toHaveCount(0);
  expect(await phone.fromBot.filter({ hasText: '说完了' }).count()).toBe(1);
  expect((await phone.fromBot.count()) - answersBefore).toBe(1);
  expect(gatewaysOf(world, id)).toHaveLength(1);
  await page.goto('/computer');
  await expectRunning(page);
});

test('the pages say when the portal is away, and go on by themselves when it is back', async ({
  page,
  world,
}) => {
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await claimComputer(page);
  await world.stack.service('portal').kill();
  await expect(page.getByText(texts.computer.offline)).toBeVisible({ timeout: 20_000 });
  await world.stack.service('portal').start();
  await expect(page.getByText(texts.computer.offline)).toBeHidden({ timeout: 30_000 });
  await expectRunning(page);
});

test('the platform is down when the computer connects, and the bot answers once it is back', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(120_000);
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await claimComputer(page);
  const phone = await setUpComputer(page, await newBrowser());
  await world.stack.service('sandbox').kill();
  await page.goto('/computer');
  await expect(page.getByText(texts.computer.channels.state.connected)).toBeHidden({ timeout: 40_000 });
  await world.stack.service('sandbox').start();
  await expect(page.getByText(texts.computer.channels.state.connected)).toBeVisible({ timeout: 60_000 });
  await phone.page.reload();
  await phone.say('你好');
  await phone.expectAnswer(/我是沙盒模型/);
});
