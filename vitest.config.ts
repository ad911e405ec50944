import { defineConfig } from 'vitest/config';
import { SpreadSequencer } from './infra/local/vitest-order.ts';

export default defineConfig({
  test: {
    include: [
      'prisma/**/*.test.ts',
      'provisioner/**/*.test.ts',
      'runtime-image/**/*.test.ts',
      'apps/cli/**/*.test.ts',
      'apps/portal/**/*.test.ts',
      'infra/**/*.test.ts',
      'e2e/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.next/**', 'e2e/journeys/**'],
    globalSetup: ['infra/local/vitest-database.ts'],
    // limits are for what never comes: a machine that twenty others want is slow, and nothing is wrong
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    // many tests wait for processes and containers more than they compute
    maxWorkers: 3,
    sequence: { sequencer: SpreadSequencer },
  },
});
