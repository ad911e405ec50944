import { defineConfig } from '@playwright/test';
import type { Chosen } from './journeys/journey.ts';

const isRoot = process.getuid?.() === 0;
/** the whole check: nothing may be skipped, and what fails is tried once more */
const isCheck = process.env.ROCKPOOL_NO_SKIP === '1';

export default defineConfig<object, Chosen>({
  testDir: 'journeys',
  testMatch: '**/*.spec.ts',
  // what runs the computers; each has a stack of its own
  projects: [
    { name: 'process', testIgnore: 'docker/**' },
    // two stacks on one engine would disturb each other's browsers: networks that come and go end what is being loaded
    { name: 'docker', testMatch: 'docker/**/*.spec.ts', workers: 1, use: { driver: 'docker' } },
  ],
  outputDir: '../test-results/journeys',
  // each worker has a stack of its own, which serves its journeys one after the other, as they move its clock
  workers: 2,
  fullyParallel: false,
  // what passes at the second try only is named at the end of `npm test`
  retries: isCheck ? 1 : 0,
  forbidOnly: isCheck,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1280, height: 800 },
    // recording costs an eighth of the processor time: where there is a second try, that one is recorded
    trace: { mode: isCheck ? 'on-first-retry' : 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    actionTimeout: 15_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--disable-dev-shm-usage',
        // two cores serve the product and its pages: no software GPU, no updates, no look-ups of its own
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        ...(isRoot ? ['--no-sandbox'] : []),
      ],
    },
  },
});
