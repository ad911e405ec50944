import { claimComputer, connectModel, expectStep } from './fixtures/computer.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { Phone } from './fixtures/phone.ts';
import { texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

const t = texts.feishu;

test('an app made by hand in the console ends in the same green checklist', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(120_000);
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  await claimComputer(page);
  await connectModel(page);
  await page.getByRole('tab', { name: t.byHand }).click();

  // the console's steps, in the order the page gives
  const console_ = await newBrowser();
  const appName = `手工机器人 ${Date.now()}`;
  await console_.goto(`${world.urls.feishu}/app`);
  await console_.getByLabel(/应用名称/).fill(appName);
  await console_.getByRole('button', { name: /创建/ }).click();
  const appId = (await console_.getByTestId('app-id').textContent()) ?? '';
  const secret = (await console_.getByTestId('app-secret').textContent()) ?? '';

  const appIdField = page.getByLabel(t.appId, { exact: true });
  const secretField = page.getByLabel(t.secret, { exact: true });
  const save = page.getByRole('button', { name: t.save });
  await appIdField.fill('my bot');
  await secretField.fill('x');
  await save.click();
  await expect(page.getByText(t.saveRefusal.app_id_form)).toBeVisible();
  await appIdField.fill('cli_0000000000000000');
  await save.click();
  await expect(page.getByText(t.saveRefusal.unknown_app)).toBeVisible();
  await appIdField.fill(appId);
  await save.click();
  await expect(page.getByText(t.saveRefusal.wrong_secret)).toBeVisible();

  await console_.getByRole('button', { name: /开启机器人/ }).click();
  const scopes = await page.locator('pre, textarea').filter({ hasText: 'im:message' }).first().textContent();
  await console_.getByLabel('JSON').fill(scopes ?? '');
  await console_.getByRole('button', { name: /导入/ }).click();
  await expect(console_.getByRole('status')).toContainText('已导入');
  await secretField.fill(secret);
  await save.click();
  await expectStep(page, 'connection_up', 'done');
  // only now does the console let the long connection be chosen
  await console_.getByRole('button', { name: /使用长连接/ }).click();
  await expect(console_.getByRole('status')).toContainText('已保存');

  const phone = new Phone(await newBrowser());
  await phone.openChatOf(`${world.urls.feishu}/phone`, appName);
  await phone.say('你好');
  await page.getByRole('button', { name: texts.setUp.pairing.itIsMe }).click();
  await expectStep(page, 'greeting_delivered', 'done');
  await phone.say('你好');
  await phone.expectAnswer(/我是沙盒模型/);
  await expectStep(page, 'message_answered', 'done');
  await expect(page.getByText(texts.setUp.readyTitle)).toBeVisible();
});

test('an app that another computer uses is refused, and the first one keeps it', async ({
  page,
  world,
  newBrowser,
}) => {
  test.setTimeout(120_000);
  const response = await fetch(`${world.urls.feishu}/__emulator/apps`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const { appId, appSecret } = (await response.json()) as { appId: string; appSecret: string };
  const enter = async (tab: typeof page) => {
    await signIn(tab, world, await newPerson(world, { tier: 'pro' }));
    await claimComputer(tab);
    await tab.goto('/computer/set-up');
    await tab.getByRole('tab', { name: t.byHand }).click();
    await tab.getByLabel(t.appId, { exact: true }).fill(appId);
    await tab.getByLabel(t.secret, { exact: true }).fill(appSecret);
    await tab.getByRole('button', { name: t.save }).click();
  };
  await enter(page);
  await expectStep(page, 'connection_up', 'done');
  const second = await newBrowser();
  await enter(second);
  await expect(second.getByText(t.saveRefusal.app_in_use)).toBeVisible();
  await expectStep(page, 'connection_up', 'done');
});
