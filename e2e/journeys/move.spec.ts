import type { Page } from '@playwright/test';
import { claimComputer, expectRunning, setUpComputer } from './fixtures/computer.ts';
import { gatewaysOf, instanceOf } from './fixtures/gateway.ts';
import { newPerson, signIn, type Person } from './fixtures/person.ts';
import { volumesIn } from './fixtures/second-host.ts';
import type { World } from './fixtures/stack.ts';
import { consoleTexts, joinConsole } from './fixtures/staff.ts';
import { shape, texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

const t = consoleTexts.consoleHosts;
const reasonField = consoleTexts.consoleOperate.reason;

test.use({ hosts: 2 });
test.afterEach(async ({ world }) => {
  await world.stack.service('provisioner').start();
  await world.second!.service.start();
});

const folderOf = (world: World, host: string) => (host === 'second' ? world.second!.volumes : 'instances');
const serviceOf = (world: World, host: string) =>
  host === 'second' ? world.second!.service : world.stack.service('provisioner');

/** Where the person's computer lives, and the other host. */
async function hostsOf(world: World, person: Person) {
  const { id, host } = await instanceOf(world, person);
  return { id, from: host!, to: host === 'second' ? 'main' : 'second' };
}

/** An operator asks for the move on the computer's page, with a hurried hand. */
async function askMove(console: Page, id: string, to: string): Promise<void> {
  await console.goto(`/console/instances/${id}`);
  await console.getByRole('button', { name: t.move.move }).click();
  const dialog = console.getByRole('dialog');
  await dialog.getByLabel(t.move.to).selectOption(to);
  await dialog.getByLabel(reasonField).fill('更换磁盘');
  await dialog.getByRole('button', { name: t.move.confirm }).dblclick();
  await expect(dialog).toBeHidden();
}

const under = (from: string, to: string) => t.move.under.replace('{from}', from).replace('{to}', to);

test('an operator moves a computer; conversation and files come along, and nothing stays behind', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(240_000);
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await claimComputer(page);
  const phone = await setUpComputer(page, await newBrowser());
  await phone.say('把“买牛奶”写入 todo.md');
  await phone.expectAnswer(/写好了/);
  const { id, from, to } = await hostsOf(world, person);
  expect(volumesIn(world.stateDir, folderOf(world, from))).toContain(id);

  const console = await newBrowser();
  await joinConsole(console, world, 'operator');
  // the other machine is down just now, so that the move can be watched while it waits
  await serviceOf(world, to).kill();
  await page.goto('/computer');
  await askMove(console, id, to);
  const move = console.getByRole('group', { name: under(from, to) });
  await expect(move).toBeVisible();
  await expect(move.getByRole('listitem').first()).toContainText(t.move.stepState.done, { timeout: 45_000 });
  await expect(page.getByText(texts.computer.whyPlain.moving)).toBeVisible({ timeout: 20_000 });
  await expect.poll(() => gatewaysOf(world, id, folderOf(world, from))).toEqual([]);

  await serviceOf(world, to).start();
  await expect(move).toBeHidden({ timeout: 60_000 });
  await page.bringToFront();
  await expectRunning(page);
  await phone.say('读取 todo.md');
  await phone.expectAnswer(/买牛奶/);
  await phone.say('你好');
  await phone.expectAnswer(/我还看得到你之前的 [1-9]\d* 条消息/);

  expect(await instanceOf(world, person)).toMatchObject({ host: to, moveTo: null, movedFrom: null });
  expect(gatewaysOf(world, id, folderOf(world, to))).toHaveLength(1);
  expect(gatewaysOf(world, id, folderOf(world, from))).toEqual([]);
  await expect
    .poll(() => volumesIn(world.stateDir, folderOf(world, from)), { timeout: 30_000 })
    .not.toContain(id);
  await expect.poll(async () => (await instanceOf(world, person)).remainsOn).toBeNull();
  expect(await world.db.auditEntry.count({ where: { subjectId: id, action: 'instance.move' } })).toBe(1);
});

test('a move is taken back while the new host is away, and the host is then emptied to the other', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(240_000);
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await claimComputer(page);
  const { id, from, to } = await hostsOf(world, person);
  const console = await newBrowser();
  await joinConsole(console, world, 'admin');

  await serviceOf(world, to).kill();
  await askMove(console, id, to);
  await expect.poll(async () => (await instanceOf(world, person)).movedFrom, { timeout: 45_000 }).toBe(from);
  await console.reload();
  await console.getByRole('button', { name: t.move.takeBack }).click();
  const dialog = console.getByRole('dialog');
  await expect(dialog).toContainText(t.move.takeBackText.after.replace('{host}', from));
  await dialog.getByLabel(reasonField).fill('新主机没有恢复');
  await dialog.getByRole('button', { name: t.move.takeBack }).click();
  await expect(dialog).toBeHidden();
  await serviceOf(world, to).start();
  await expect.poll(async () => (await instanceOf(world, person)).host, { timeout: 60_000 }).toBe(from);
  await page.goto('/computer');
  await expectRunning(page);

  await console.goto('/console/hosts');
  const card = console.locator(`#host-${from}`);
  await card.getByRole('button', { name: t.empty, exact: true }).click();
  await dialog.getByLabel(reasonField).fill('检修');
  await dialog.getByRole('button', { name: t.empty, exact: true }).dblclick();
  await expect(card.getByRole('status').filter({ hasText: shape(t.emptied.done) })).toBeVisible();
  await expect.poll(() => volumesIn(world.stateDir, folderOf(world, from)), { timeout: 90_000 }).toEqual([]);
  await expect(card).toContainText(t.state.closed);
  expect(await world.db.instance.count({ where: { host: from, phase: { not: 'removed' } } })).toBe(0);
  await page.goto('/computer');
  await expectRunning(page);

  await card.getByRole('button', { name: t.open, exact: true }).click();
  await dialog.getByLabel(reasonField).fill('检修结束');
  await dialog.getByRole('button', { name: t.open, exact: true }).click();
  await expect(card).toContainText(t.state.open);
});
