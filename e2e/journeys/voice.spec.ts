import { claimComputer, setUpComputer } from './fixtures/computer.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { inspectScreen } from './fixtures/screens.ts';
import { shape, texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

const t = texts.speech;

test('a voice set up on the page hears voice messages and answers with one, without a restart', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(180_000);
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await claimComputer(page);
  const phone = await setUpComputer(page, await newBrowser());
  // whoever asks for a voice is shown where there is one
  await phone.say('/tts');
  await phone.expectAnswer(/\/computer\/set-up#speech/);

  const card = page.getByRole('region', { name: t.title, exact: true });
  await card.getByRole('button', { name: t.turnOn }).click();
  const key = card.getByLabel(t.key, { exact: true });
  const sampleKey = await key.inputValue();
  await card.getByLabel(t.baseUrl, { exact: true }).fill('https://10.0.0.1/v1');
  await card.getByRole('button', { name: t.test }).click();
  await expect(card.getByRole('alert')).toContainText(t.refusal.private_address);
  await card.getByLabel(t.preset).selectOption({ label: t.presets.model });
  await card.getByLabel(t.preset).selectOption({ label: t.presets.sandbox });
  await expect(key).toHaveValue(sampleKey);
  await card.getByRole('button', { name: t.test }).click();
  await expect(card.getByRole('status')).toContainText(t.tested);
  await expect(card.getByText(t.sample)).toBeVisible();
  const seconds = () =>
    card.locator('audio').evaluate<number, { duration: number }>((audio) => audio.duration);
  await expect.poll(seconds, { message: 'the browser can play what was spoken' }).toBeGreaterThan(1);
  await inspectScreen(page, 'voice-tested');
  await card.getByRole('button', { name: t.save }).click();
  await expect(card.getByText(t.savedNow)).toBeVisible();
  await inspectScreen(page, 'voice-saved');

  const { id, readyAt } = await world.db.instance.findFirstOrThrow({
    where: { user: { phone: person.phone } },
  });
  // the gateway takes it over within seconds; asking changes nothing
  await expect(async () => {
    await phone.say('/tts');
    await phone.expectAnswer(/alloy[^]*sandbox-ears/, 2_000);
  }).toPass({ timeout: 30_000 });
  const { appId } = await world.db.channelSetting.findFirstOrThrow({ where: { instanceId: id } });
  const voice = { name: '', as: 'voice', base64: Buffer.from('OggS请数到3').toString('base64') };
  const sent = await phone.page.request.post(`${world.urls.feishu}/__emulator/apps/${appId}/files`, {
    data: voice,
  });
  expect(sent.status()).toBe(201);
  const answer = phone.fromBot.getByRole('link', { name: /语音/ });
  await expect(answer).toBeVisible({ timeout: 30_000 });
  const address = new URL((await answer.getAttribute('href')) ?? '', phone.page.url());
  const recording = await (await phone.page.request.get(address.href)).body();
  // only who was heard is answered so
  expect(recording.toString('utf8')).toMatch(/^OggS1 2 3/);
  const after = await world.db.instance.findUniqueOrThrow({ where: { id } });
  expect([after.readyAt, after.restarts]).toEqual([readyAt, 0]);

  await card.getByRole('button', { name: t.remove }).click();
  await expect(card.getByText(t.off)).toBeVisible();
  await expect(card.getByText(shape(t.removed))).toBeVisible();
});
