import { buffer } from 'node:stream/consumers';
import type { Page } from '@playwright/test';
import { appNow } from '@rockpool/db/clock';
import { localDate } from '@rockpool/db/domain/calendar';
import { showCode } from '@rockpool/db/domain/invitation';
import { claimComputer, connectModel, expectRunning } from './fixtures/computer.ts';
import { DAY_MS, passTime, resetClock } from './fixtures/clock.ts';
import { codesOf } from './fixtures/outbox.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { inspectScreen } from './fixtures/screens.ts';
import { consoleTexts, joinConsole } from './fixtures/staff.ts';
import { shape, texts } from './fixtures/texts.ts';
import { readZip } from './fixtures/zip.ts';
import { expect, test } from './journey.ts';

const t = consoleTexts.consoleCampaigns;
const editor = consoleTexts.consoleCampaignEditor;
const preview = consoleTexts.consoleCampaignPreview;

/** Opens a question of the console, fills what it asks and confirms it. */
async function operate(
  page: Page,
  name: string,
  fill?: (dialog: ReturnType<Page['getByRole']>) => Promise<void>,
) {
  await page.getByRole('button', { name, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await fill?.(dialog);
  await dialog.getByRole('button', { name, exact: true }).click();
  await expect(dialog).toBeHidden();
}

const field = (page: Page, name: keyof typeof editor.field) => page.locator(`#campaign-${name}`);
const statePill = (page: Page, state: keyof typeof t.state) =>
  page.getByRole('main').getByText(t.state[state], { exact: true }).first();

test('an operator runs a campaign from nothing to its end, and a subscriber claims it with a code', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(300_000);
  const { db } = world;
  await joinConsole(page, world, 'admin');

  // from nothing
  await page.goto('/console/campaigns');
  await page.getByRole('link', { name: t.new }).click();
  await page.getByRole('button', { name: editor.saveDraft }).click();
  await expect(page.getByText(editor.wrong.empty).first()).toBeVisible();
  await expect(field(page, 'nameZh')).toBeFocused();
  const slug = `shells-${Date.now()}`;
  await field(page, 'nameZh').fill('贝壳季');
  await field(page, 'nameEn').fill('Season of shells');
  await field(page, 'slug').fill(slug);
  const today = localDate(await appNow(db), 'Asia/Shanghai');
  await field(page, 'claimFirstDay').fill(today);
  await field(page, 'stock').fill('3');
  await field(page, 'entry').selectOption('invitation');
  await field(page, 'waitingList').check();

  // previewed before anything is stored
  await expect(page.getByText(shape(preview.grants)).first()).toBeVisible();
  await page.getByLabel(preview.invited).uncheck();
  await expect(page.getByText(texts.refusal.plain.invitation_missing)).toBeVisible();
  await expect(page.getByText('This offer is by invitation', { exact: false })).toBeVisible();
  await inspectScreen(page, 'console-campaign-new');
  await page.getByRole('tab', { name: preview.tab.calendar }).click();
  await expect(page.getByRole('list', { name: preview.result })).toBeVisible();
  await inspectScreen(page, 'console-campaign-simulation');
  expect(await db.campaign.count({ where: { slug } })).toBe(0);
  await page.getByRole('button', { name: editor.saveDraft }).click();
  await page.waitForURL(/\/console\/campaigns\/[0-9a-f-]{36}$/);
  const address = page.url();
  await expect(statePill(page, 'draft')).toBeVisible();

  // published, with a code
  await operate(page, t.publish.now);
  await expect(statePill(page, 'open')).toBeVisible();
  await operate(page, t.codes.make, async (dialog) => {
    await dialog.getByLabel(t.codes.count).fill('2');
    await dialog.getByLabel(t.codes.note, { exact: true }).fill('朋友');
  });
  await expect(page.getByText(shape(t.codes.made))).toBeVisible();
  const [code] = await db.invitationCode.findMany({ where: { campaign: { slug } } });
  await expect(page.getByText(showCode(code!.code))).toBeVisible();
  await inspectScreen(page, 'console-campaign');

  // a subscriber: no code, a wrong one, the one from the link
  const guest = await newBrowser();
  await signIn(guest, world, await newPerson(world, { tier: 'pro' }));
  await guest.goto('/');
  await expect(guest.getByText(texts.campaign.others)).toBeVisible();
  await inspectScreen(guest, 'front-two-offers');
  await guest.goto(`/claim?campaign=${slug}`);
  await guest.getByRole('button', { name: texts.claim.check.allow }).click();
  await guest.getByLabel(texts.claim.code.label).fill('NOSUCHCODE');
  await guest.getByRole('button', { name: texts.claim.offer.claim }).click();
  await expect(guest.getByText(texts.refusal.plain.invitation_unknown)).toBeVisible();
  await inspectScreen(guest, 'claim-invitation');
  await guest.goto(`/claim?campaign=${slug}&code=${showCode(code!.code)}`);
  await expect(guest.getByLabel(texts.claim.code.label)).toHaveValue(showCode(code!.code));
  await guest.getByRole('button', { name: texts.claim.offer.claim }).click();
  await guest.waitForURL(/\/computer/);
  await guest.goto('/computer');
  await expectRunning(guest);
  await expect(guest.getByText('贝壳季').first()).toBeVisible();

  // edited: from the next day on, and what would strand the subscriber is refused with the nearest value
  await page.goto(`${address}/edit`);
  await field(page, 'zone').fill('UTC');
  await expect(page.getByText(editor.problem.plain.zone_fixed)).toBeVisible();
  await page.getByRole('button', { name: shape(editor.useNearest) }).click();
  await expect(field(page, 'zone')).toHaveValue('Asia/Shanghai');
  await field(page, 'bankDaysMax').fill('5');
  await page.getByLabel(shape(editor.warning.lowered.bank_lowered)).check();
  await inspectScreen(page, 'console-campaign-edit');
  // somebody else saves meanwhile: nothing that was typed is lost
  await db.campaign.update({
    where: { slug },
    data: { name: { zh: '贝壳节', en: 'Season of shells' }, version: { increment: 1 } },
  });
  await page.getByRole('button', { name: editor.save, exact: true }).click();
  await page.getByRole('button', { name: editor.conflict.goOn }).click();
  await expect(field(page, 'nameZh')).toHaveValue('贝壳节');
  await expect(field(page, 'bankDaysMax')).toHaveValue('5');
  await page.getByRole('button', { name: editor.save, exact: true }).click();
  await page.waitForURL(address);
  await expect(page.getByText(t.planned)).toBeVisible();
  const bank = guest.getByText(shape(texts.computer.renew.available));
  await guest.goto('/computer');
  await expect(bank.first()).toContainText('7');
  try {
    await passTime(world, DAY_MS);
    await guest.goto('/computer');
    await expect(bank.first()).toContainText('5');
  } finally {
    await resetClock(world);
  }

  // paused, resumed, ended
  await page.goto(address);
  await operate(page, t.pause);
  await expect(statePill(page, 'paused')).toBeVisible();
  const late = await newBrowser();
  await signIn(late, world, await newPerson(world, { tier: 'pro' }));
  await late.goto(`/claim?campaign=${slug}`);
  await expect(late.getByText(texts.refusal.plain.campaign_paused)).toBeVisible();
  await operate(page, t.resume);
  await expect(statePill(page, 'open')).toBeVisible();
  await operate(page, t.end.do, async (dialog) => {
    await dialog.getByLabel(t.end.typed.replace('{slug}', slug)).fill(slug);
    await dialog.getByLabel(consoleTexts.consoleOperate.reason).fill('试验结束');
  });
  await expect(statePill(page, 'ended')).toBeVisible();
  await late.reload();
  await expect(late.getByText(texts.refusal.plain.campaign_ended)).toBeVisible();
  await expectRunning(guest);
  const done = await db.auditEntry.findMany({
    where: { action: { startsWith: 'campaign.' } },
    orderBy: { id: 'asc' },
  });
  expect(done.map(({ action }) => action)).toEqual([
    'campaign.create',
    'campaign.publish',
    'campaign.edit',
    'campaign.pause',
    'campaign.resume',
    'campaign.end',
  ]);
  await page.goto('/console/campaigns');
  await expect(page.getByText('贝壳节')).toBeVisible();
  await inspectScreen(page, 'console-campaigns');

  // the same in English; every-console-page looks at each of these pages in both languages
  await page.getByRole('button', { name: texts.frame.otherLanguage }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Campaigns' })).toBeVisible();
});

test('a user takes their data along and deletes the account, by number and code', async ({ page, world }) => {
  test.setTimeout(120_000);
  const data = texts.account.data;
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  const download = async (name: string) => {
    const begun = page.waitForEvent('download');
    await page.getByRole('link', { name, exact: true }).click();
    return buffer(await (await begun).createReadStream());
  };

  // without a computer there is the account's data alone
  await page.goto('/account');
  await expect(page.getByRole('link', { name: data.everything })).toHaveCount(0);
  const account = JSON.parse((await download(data.export)).toString()) as { profile: { phone: string } };
  expect(account.profile.phone).toBe(person.phone);

  await claimComputer(page);
  await connectModel(page);
  await page.goto('/computer/chat');
  const input = page.getByLabel(texts.chat.input);
  await input.fill('把“浇花”写入 plan.md');
  await input.press('Enter');
  await expect(page.getByRole('log')).toContainText('写好了', { timeout: 30_000 });
  await page.goto('/account');
  await expect(page.getByText(/云电脑里约有 \d+ 个文件/)).toBeVisible();
  await inspectScreen(page, 'account-with-computer');
  const files = await readZip(await download(data.everything));
  expect(JSON.parse(files.get('account.json')!.toString())).toMatchObject({
    profile: { phone: person.phone },
  });
  expect(files.get('computer/workspace/plan.md')!.toString()).toContain('浇花');
  const conversation = [...files.keys()].find((name) => name.startsWith('conversations/'))!;
  expect(files.get(conversation)!.toString()).toContain('把“浇花”写入 plan.md');

  const words = texts.accountDeletion;
  await page.getByRole('button', { name: words.open }).click();
  const dialog = page.getByRole('dialog');
  await inspectScreen(page, 'account-deletion');
  await dialog.getByLabel(words.phone.replace('{phone}', person.phone)).fill(person.number);
  const code = dialog.getByLabel(words.code);
  await code.fill('000000');
  await dialog.getByRole('button', { name: words.confirm }).click();
  await expect(dialog.getByText(words.refusal.no_code)).toBeVisible();
  expect(await world.db.user.count({ where: { phone: person.phone } })).toBe(1);
  try {
    await passTime(world, 61_000);
    await dialog.getByRole('button', { name: words.send }).click();
    await expect(dialog.getByText(words.codeState.sent)).toBeVisible();
    await code.fill((await codesOf(world, person.phone))[0]!);
    await dialog.getByRole('button', { name: words.confirm }).click();
    await page.waitForURL((url) => url.pathname === '/');
  } finally {
    await resetClock(world);
  }
  expect(await world.db.user.count({ where: { phone: person.phone } })).toBe(0);
  await page.goto('/account');
  await page.waitForURL(/\/sign-in/);
});
