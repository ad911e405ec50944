import type { Page } from '@playwright/test';
import { claimComputer } from './fixtures/computer.ts';
import { newPerson, signIn } from './fixtures/person.ts';
import { texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

const t = texts.model;

test.beforeEach(async ({ page, world }) => {
  await signIn(page, world, await newPerson(world, { tier: 'pro' }));
  await claimComputer(page);
  await page.goto('/computer/set-up');
});

const modelName = (page: Page) => page.getByRole('combobox', { name: t.model, exact: true });

async function expectRefused(page: Page, because: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: t.save }).click();
  const alert = page.getByRole('alert').filter({ hasText: t.refusedTitle });
  await expect(alert).toBeVisible({ timeout: 20_000 });
  await expect(alert).toContainText(because);
  await expect(page.getByText(t.keySaved)).toHaveCount(0);
}

test('an address that is none, is not safe or leads inside is refused with its reason', async ({ page }) => {
  await page.getByLabel(t.preset).selectOption({ label: t.presets.custom });
  await modelName(page).fill('some-model');
  await page.getByLabel(t.key, { exact: true }).fill('sk-something');
  for (const [address, because] of [
    ['not an address', t.refusal.not_a_url],
    ['http://api.example.com/v1', t.refusal.not_https],
    ['https://10.0.0.1/v1', t.refusal.private_address],
    ['https://127.0.0.1:22/v1', t.refusal.private_address],
    ['https://[::1]/v1', t.refusal.private_address],
    ['https://169.254.169.254/latest', t.refusal.private_address],
    ['https://localhost/v1', t.refusal.private_address],
    ['https://me:secret@api.example.com/v1', t.refusal.has_credentials],
  ] as const) {
    await page.getByLabel(t.baseUrl, { exact: true }).fill(address);
    await test.step(address, () => expectRefused(page, because));
  }
});

test('a wrong key, a wrong model, a web page and a redirect each get a plain sentence; then the right values work', async ({
  page,
  world,
}) => {
  const fault = (body: object) =>
    fetch(`${world.urls.model}/__emulator/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ method: 'POST', path: '*/chat/completions', ...body }),
    });
  const key = page.getByLabel(t.key, { exact: true });
  const model = modelName(page);
  await key.fill('wrong-key');
  await expectRefused(page, /Key|密钥/);
  await key.fill('sk-sandbox-demo');
  await model.fill('no-such-model');
  await expectRefused(page, /no-such-model/);
  await model.fill('sandbox');
  await fault({
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<!doctype html><h1>Welcome</h1>',
  });
  await expectRefused(page, /网页|接口/);
  await fault({ status: 302, headers: { location: 'http://169.254.169.254/' }, body: '' });
  await expectRefused(page, /169\.254\.169\.254/);
  await page.getByRole('button', { name: t.save }).click();
  await expect(page.getByText(t.keySaved)).toBeVisible();
});
