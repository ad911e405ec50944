import { beginScan, claimComputer, connectModel, expectStep } from './fixtures/computer.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { Phone } from './fixtures/phone.ts';
import { texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

test('a subscriber claims, scans, says 你好 and is answered; only then is set-up green', async ({
  page,
  world,
  newBrowser,
}) => {
  const person = await newPerson(world, { tier: 'pro' });
  await signIn(page, world, person);
  await claimComputer(page);
  await page.getByRole('link', { name: texts.computer.next.setUp }).first().click();
  await expectStep(page, 'app_created', 'pending');

  await connectModel(page);
  const phone = new Phone(await newBrowser());
  await phone.scan(await beginScan(page));
  await expect(page.getByText(texts.feishu.scannedHint)).toBeVisible();
  await phone.confirm();

  for (const name of [
    'app_created',
    'credentials_valid',
    'bot_ability',
    'connection_up',
    'greeting_delivered',
  ] as const)
    await expectStep(page, name, 'done');
  await expect(page.getByText(texts.setUp.readyTitle)).toHaveCount(0);

  await phone.openChat();
  await expect(phone.fromBot.first()).toBeVisible();
  await phone.say('你好');
  await phone.expectAnswer(/你好，我是沙盒模型/);

  await expectStep(page, 'message_answered', 'done');
  await expect(page.getByText(texts.setUp.readyTitle)).toBeVisible();
  await page.goto('/computer');
  await expect(page.getByText(texts.computer.setUp.verified)).toBeVisible();
  await expect(page.getByText(texts.computer.channels.state.connected)).toBeVisible();
});
