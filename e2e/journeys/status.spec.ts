import type { Locator, Page } from '@playwright/test';
import { texts } from './fixtures/texts.ts';
import { expect, test } from './journey.ts';

const part = (page: Page, name: 'portal' | 'database' | 'provisioner'): Locator =>
  page
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: texts.status.part[name], exact: true }) });

test.afterEach(async ({ world }) => {
  await world.stack.service('provisioner').start();
});

test('everybody finds the status from the first page, and it says that all is well', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('contentinfo').getByRole('link', { name: texts.frame.status }).click();
  await expect(page.getByRole('heading', { level: 1, name: texts.status.title })).toBeVisible();
  for (const name of ['portal', 'database', 'provisioner'] as const) {
    await expect(part(page, name)).toContainText(texts.status.says[name].well, { timeout: 30_000 });
    await expect(part(page, name)).toContainText(texts.status.state.well);
  }
});

test('a killed provisioner is said within 40 seconds on the open page, and so is its return', async ({
  page,
  world,
  request,
}) => {
  await page.goto('/status');
  await expect(part(page, 'provisioner')).toContainText(texts.status.says.provisioner.well, {
    timeout: 30_000,
  });
  const told = async () =>
    ((await (await request.get('/status.json')).json()) as { parts: { provisioner: string } }).parts
      .provisioner;
  expect(await told()).toBe('well');

  await world.stack.service('provisioner').kill();
  await expect.poll(told, { timeout: 40_000 }).toBe('away');
  await expect(part(page, 'provisioner')).toContainText(texts.status.says.provisioner.away);
  await expect(page.getByText(texts.status.overall.troubled)).toBeVisible();
  await expect(part(page, 'database')).toContainText(texts.status.says.database.well);

  await world.stack.service('provisioner').start();
  await expect(part(page, 'provisioner')).toContainText(texts.status.says.provisioner.well, {
    timeout: 30_000,
  });
  expect(await told()).toBe('well');
});
