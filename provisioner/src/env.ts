/** The provisioner's environment, parsed once. Nothing else in this package reads `process.env`. */
import { isAbsolute } from 'node:path';
import { parseKeyRing, type KeyRing } from '@rockpool/db/secrets';
import { z } from 'zod';
import type { RunConfig } from './run.ts';

const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
const absolutePath = z.string().refine(isAbsolute, 'expected an absolute path');
const keyRing = z.string().transform((text, context): KeyRing => {
  try {
    return parseKeyRing(text);
  } catch (error) {
    context.addIssue((error as Error).message);
    return z.NEVER;
  }
});

const Env = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'expected postgresql://…'),
  ROCKPOOL_KEYS: keyRing,
  DRIVER: z.enum(['process']).default('process'),
  INSTANCES_DIR: absolutePath,
  GATEWAY_BUNDLE: absolutePath,
  VOLUMES_DIR: absolutePath.optional(),
  PROVISIONER_PORT: z.coerce.number().int().min(0).max(65_535),
  FEISHU_OPEN_URL: httpUrl.default('https://open.feishu.cn'),
  LARK_OPEN_URL: httpUrl.default('https://open.larksuite.com'),
  ROCKPOOL_STOP_INSTANCES_ON_EXIT: z.enum(['0', '1']).default('0'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** An empty variable counts as unset. Throws with one line per wrong variable, values left out. */
export function parseEnv(source: Record<string, string | undefined>): RunConfig {
  const set = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = Env.safeParse(set);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The provisioner's environment is not usable:\n${lines.join('\n')}`);
  }
  const env = result.data;
  return {
    databaseUrl: env.DATABASE_URL,
    keys: env.ROCKPOOL_KEYS,
    driver: { name: env.DRIVER, instancesDir: env.INSTANCES_DIR, gatewayBundle: env.GATEWAY_BUNDLE },
    volumesDir: env.VOLUMES_DIR,
    port: env.PROVISIONER_PORT,
    openUrls: { feishu: env.FEISHU_OPEN_URL, lark: env.LARK_OPEN_URL },
    stopInstancesOnExit: env.ROCKPOOL_STOP_INSTANCES_ON_EXIT === '1',
    logLevel: env.LOG_LEVEL,
  };
}
