import { codesOf, lastCode } from './fixtures/outbox.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

const t = texts.signIn;

test('a number and the code sent to it sign in, and signing out ends it', async ({ page, world }) => {
  const person = await newPerson(world);
  await signIn(page, world, person);
  await page.goto('/account');
  await expect(page.getByText(texts.account.thisDevice)).toBeVisible();
  await page.getByRole('button', { name: texts.account.signOut }).click();
  await expect(page.getByRole('link', { name: texts.frame.signIn, exact: true })).toBeVisible();
  await page.goto('/account');
  await expect(page).toHaveURL(/\/sign-in/);
});

test('every live page of who is signed out is told to go to the sign-in, and gets nothing else', async ({
  request,
}) => {
  for (const stream of ['/api/events', '/api/billing/events', '/api/set-up/events', '/api/chat/events']) {
    const response = await request.get(stream);
    expect(await response.text()).toBe('event: ended\ndata: {}\n\n');
  }
});

test('a wrong code is refused beside the field, five of them use the code up, and a new one works', async ({
  page,
  world,
}) => {
  const person = await newPerson(world);
  await page.goto('/sign-in');
  await page.getByLabel(t.phone, { exact: true }).fill(person.number);
  await page.getByRole('button', { name: t.sendCode }).click();
  const code = await lastCode(world, person);
  const wrong = code === '000000' ? '000001' : '000000';
  const field = page.getByLabel(t.code, { exact: true });
  for (let attempt = 1; attempt <= 5; attempt++) {
    await test.step(`attempt ${attempt}`, async () => {
      await field.pressSequentially(wrong);
      const refusal = attempt < 5 ? t.refusal.wrong_code : t.refusal.no_attempts;
      await expect(page.getByText(refusal)).toBeVisible();
      await expect(field).toHaveValue('');
    });
  }
  await field.fill(code);
  await expect(page.getByText(/失效|不能再用/)).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in/);
});

test('who loads the page anew while the code is on its way enters that code', async ({ page, world }) => {
  const person = await newPerson(world);
  for (const shown of [t.sentTo, t.sentEarlier]) {
    await page.goto('/sign-in?next=/account');
    await page.getByLabel(t.phone, { exact: true }).fill(person.number);
    await page.getByRole('button', { name: t.sendCode }).click();
    await expect(page.getByText(shown.split('<b>')[0]!.trim())).toBeVisible();
  }
  await page.getByLabel(t.code, { exact: true }).fill(await lastCode(world, person));
  await expect(page).toHaveURL(({ pathname }) => pathname === '/account');
  expect(await codesOf(world, person.phone)).toHaveLength(1);
});

for (const [typed, refusal] of [
  ['', t.refusal.phone_empty],
  ['1380013800x', t.refusal.phone_malformed],
  ['not a number', t.refusal.phone_malformed],
  ['01012345678', t.refusal.phone_not_mobile],
] as const) {
  test(`${JSON.stringify(typed)} as a phone number is refused with its reason, and nothing is sent`, async ({
    page,
  }) => {
    await page.goto('/sign-in');
    await page.getByLabel(t.phone, { exact: true }).fill(typed);
    await page.getByRole('button', { name: t.sendCode }).click();
    await expect(page.getByText(refusal)).toBeVisible();
    await expect(page.getByLabel(t.phone, { exact: true })).toBeFocused();
  });
}

test('a code signs in once', async ({ page, world, newBrowser }) => {
  const person = await newPerson(world);
  await signIn(page, world, person);
  const [used] = await codesOf(world, person.phone);
  const thief = await newBrowser();
  await thief.goto('/sign-in');
  await thief.getByLabel(t.phone, { exact: true }).fill(person.number);
  await thief.getByRole('button', { name: t.sendCode }).click();
  // a second code so soon is refused, and the first is used up
  await expect(thief.getByText(/刚刚发送过一条验证码/)).toBeVisible();
  expect(await codesOf(world, person.phone)).toEqual([used]);
});
