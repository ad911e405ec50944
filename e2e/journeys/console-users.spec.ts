import { claimComputer } from './fixtures/computer.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { consoleTexts as t, joinConsole } from './fixtures/staff.ts';
import { shape } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

test('an operator finds a user, gives days and points, restarts the computer and reads its logs', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(120_000);
  const person = await newPerson(world, { tier: 'pro' });
  const subscriber = await newBrowser();
  await signIn(subscriber, world, person);
  await claimComputer(subscriber);

  await joinConsole(page, world, 'operator');
  await page.goto('/console/users');
  const users = t.consoleUsers;
  await page.getByLabel(users.search).fill(person.number.slice(2));
  await page.getByRole('button', { name: t.consoleTable.apply }).click();
  await page.getByRole('link', { name: person.phone }).click();
  await page.getByRole('heading', { level: 1, name: person.phone }).waitFor();

  await page.getByRole('button', { name: users.giveDays }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(users.days).fill('3');
  await dialog.getByLabel(t.consoleOperate.reason).fill('补偿停机');
  // a hurried hand: the form counts once
  await dialog.getByRole('button', { name: users.giveDays }).dblclick();
  await expect(page.getByRole('status').filter({ hasText: shape(users.gaveDays) })).toBeVisible();
  const history = page.locator('#history');
  await expect(history).toContainText('补偿停机');
  const { id } = await world.db.user.findUniqueOrThrow({ where: { phone: person.phone } });
  expect(await world.db.dayEntry.count({ where: { entitlement: { userId: id }, reason: 'operator' } })).toBe(
    1,
  );

  await page.getByRole('button', { name: users.givePoints }).click();
  await dialog.getByLabel(users.points).fill('20');
  await dialog.getByLabel(t.consoleOperate.reason).fill('活动补发');
  await dialog.getByRole('button', { name: users.givePoints }).click();
  await expect(history).toContainText('活动补发');

  // more than there are: the fact is said, and what was typed stays
  await page.getByRole('button', { name: users.takePoints }).click();
  await dialog.getByLabel(users.points).fill('500');
  await dialog.getByLabel(t.consoleOperate.reason).fill('撤回');
  await dialog.getByRole('button', { name: users.takePoints }).click();
  await expect(dialog.getByRole('alert')).toContainText('20');
  await expect(dialog.getByLabel(t.consoleOperate.reason)).toHaveValue('撤回');
  await page.keyboard.press('Escape');

  await page.getByRole('link', { name: t.consoleInstances.open }).click();
  await page.getByRole('button', { name: t.consoleInstances.restart }).click();
  await dialog.getByLabel(t.consoleOperate.reason).fill('用户反馈');
  await dialog.getByRole('button', { name: t.consoleInstances.restart }).click();
  await expect(page.getByText(t.consoleInstances.said.restart)).toBeVisible();
  await expect(async () => {
    const instance = await world.db.instance.findUniqueOrThrow({ where: { userId: id } });
    expect(instance).toMatchObject({ restarts: 1, restartsSeen: 1, phase: 'running' });
  }).toPass({ timeout: 30_000 });

  await page.getByRole('button', { name: t.consoleInstances.logsOpen }).click();
  await expect(page.locator('pre')).toContainText(/\S/, { timeout: 15_000 });
  // removing is for admins
  await expect(page.getByRole('button', { name: t.consoleInstances.remove })).toHaveCount(0);
});

test('an admin removes a computer by typing its number; the user’s next renewal makes a fresh one', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(120_000);
  const person = await newPerson(world, { tier: 'pro' });
  const subscriber = await newBrowser();
  await signIn(subscriber, world, person);
  await claimComputer(subscriber);
  const { id } = await world.db.instance.findFirstOrThrow({ where: { user: { phone: person.phone } } });

  await joinConsole(page, world, 'admin');
  await page.goto(`/console/instances/${id}`);
  await page.getByRole('button', { name: t.consoleInstances.remove }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').first().fill('13800000000');
  await dialog.getByLabel(t.consoleOperate.reason).fill('用户注销');
  await dialog.getByRole('button', { name: t.consoleInstances.removeConfirm }).click();
  await expect(dialog.getByRole('alert')).toContainText(t.consoleInstances.refused.plain.phone_differs);
  await dialog.getByRole('textbox').first().fill(person.number);
  await dialog.getByRole('button', { name: t.consoleInstances.removeConfirm }).click();
  await expect(async () => {
    expect((await world.db.instance.findUniqueOrThrow({ where: { id } })).phase).toBe('removed');
  }).toPass({ timeout: 30_000 });
  await page.reload();
  await page.getByRole('button', { name: t.consoleInstances.restore }).click();
  await dialog.getByLabel(t.consoleOperate.reason).fill('误删');
  await dialog.getByRole('button', { name: t.consoleInstances.restore }).click();
  await expect(async () => {
    expect((await world.db.instance.findUniqueOrThrow({ where: { id } })).phase).toBe('running');
  }).toPass({ timeout: 30_000 });
});

test('memberships are imported after a look at what would change; wrong rows are named and nothing is written', async ({
  page,
  world,
}) => {
  await joinConsole(page, world, 'operator');
  const m = t.consoleMemberships;
  const { number, phone } = await newPerson(world);
  const file = (rows: string) => ({
    name: 'plans.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`phone,tier,valid_until\n${rows}\n`),
  });
  // the first file is chosen while the page's scripts are still on their way
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/_next/static/**/*.js*', async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto('/console/memberships', { waitUntil: 'commit' });
  await page.getByLabel(m.file).setInputFiles(file(`${number},gold,2030-01-01`));
  arrive();
  await expect(page.getByText(shape(m.rowProblem.not_a_plan))).toBeVisible({ timeout: 30_000 });
  await page.unrouteAll({ behavior: 'wait' });
  expect(await world.db.membership.count({ where: { phone } })).toBe(0);
  await page.getByLabel(m.file).setInputFiles(file(`${number},max,2030-01-01`));
  await page.getByRole('button', { name: shape(m.importNow) }).click();
  await expect(page.getByText(shape(m.done))).toBeVisible();
  expect(await world.db.membership.findUniqueOrThrow({ where: { phone } })).toMatchObject({ tier: 'max' });
  await page.goto(`/console/memberships?q=${number}`);
  await expect(page.getByRole('cell', { name: phone })).toBeVisible();
  const csv = await page.request.get(`/console/memberships/export.csv?q=${number}`);
  expect(await csv.text()).toContain(`'${phone},max`);
});
