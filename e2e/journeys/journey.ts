import { test as base, type BrowserContext, type Page } from '@playwright/test';
import { randomInt } from 'node:crypto';
import { startWorld, type World } from './fixtures/stack.ts';

export { expect } from '@playwright/test';

interface Fixtures {
  /** Opens a browser of somebody else, with an address of its own, so that rate limits by address do not mix. */
  newBrowser: () => Promise<Page>;
}

export interface Chosen {
  /** what runs the computers */
  driver: 'process' | 'docker';
  /** how many provisioners keep them */
  hosts: 1 | 2;
}

/** `test` with the whole product running, the same for all journeys of a project; `page` is on the portal. */
export const test = base.extend<Fixtures, Chosen & { world: World }>({
  driver: ['process', { scope: 'worker', option: true }],
  hosts: [1, { scope: 'worker', option: true }],
  world: [
    async ({ driver, hosts }, use) => {
      const { world, end } = await startWorld(driver, hosts);
      await use(world);
      await end();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  baseURL: async ({ world }, use) => use(world.urls.portal),
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names from the pattern
  extraHTTPHeaders: async ({}, use) =>
    use({ 'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}` }),
  newBrowser: async ({ browser, baseURL }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({
        baseURL: baseURL!,
        locale: 'zh-CN',
        extraHTTPHeaders: { 'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}` },
      });
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});
