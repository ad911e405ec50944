import { consoleTexts as t, joinConsole } from './fixtures/staff.ts';
import { expect, test } from './journey.ts';

test('an admin joins by a link, signs out, and comes back with a recovery code that works once', async ({
  page,
  world,
}) => {
  const admin = await joinConsole(page, world, 'admin');
  expect(admin.recoveryCodes).toHaveLength(10);

  const signIn = async () => {
    await page.getByLabel(t.consoleSignIn.email).fill(admin.email);
    await page.getByLabel(t.consoleSignIn.password).fill(admin.password);
    await page.getByRole('button', { name: t.consoleSignIn.continue }).click();
    await page.waitForURL(/second-factor/);
  };
  const signOut = async () => {
    await page.goto('/console/account');
    await page.getByRole('button', { name: t.consoleAccount.signOut, exact: true }).click();
    await page.waitForURL(/\/console\/sign-in/);
  };
  const showCode = async (code: string) => {
    await page.getByLabel(t.consoleSecondFactor.code).fill(code);
    await page.getByRole('button', { name: t.consoleSecondFactor.open }).click();
  };

  await signOut();
  await page.goto('/console/audit');
  await expect(page).toHaveURL(/\/console\/sign-in\?next=/);
  await signIn();
  await showCode(admin.recoveryCodes[0]!);
  // back to where the sign-in was asked for
  await expect(page.getByRole('heading', { level: 1, name: t.consoleAudit.title })).toBeVisible();
  await expect(page.getByText('staff.sign-in-by-recovery-code').first()).toBeVisible();

  await signOut();
  await signIn();
  await showCode(admin.recoveryCodes[0]!);
  await expect(page.getByText(t.consoleSecondFactor.refusal.wrong_code)).toBeVisible();
  await page.goto('/console');
  await expect(page).toHaveURL(/\/console\/second-factor/);
});

test('a wrong password and an unknown address get the same words', async ({ page, world }) => {
  const { email } = await joinConsole(page, world, 'auditor');
  await page.context().clearCookies();
  for (const address of [email, 'nobody@example.com']) {
    await page.goto('/console/sign-in');
    await page.getByLabel(t.consoleSignIn.email).fill(address);
    await page.getByLabel(t.consoleSignIn.password).fill('not the password');
    await page.getByRole('button', { name: t.consoleSignIn.continue }).click();
    await expect(page.getByText(t.consoleSignIn.refusal.refused.title)).toBeVisible();
  }
});
