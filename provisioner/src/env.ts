/** The provisioner's environment, parsed once. Nothing else in this package reads `process.env`. */
import { isAbsolute } from 'node:path';
import { checkMembershipEnv, membershipConfig, membershipEnv } from '@rockpool/db/membership/env';
import { openKeyFile } from '@rockpool/db/key-file';
import { parseKeyRing, type KeyRing } from '@rockpool/db/secrets';
import { z } from 'zod';
import { installationPattern } from './drivers/docker/names.ts';
import { isSubnetRange } from './drivers/docker/subnets.ts';
import type { DriverConfig } from './drivers/open-driver.ts';
import { hostPattern, isOrigin } from './hosts/host.ts';
import type { RunConfig } from './run-config.ts';
import { NameServers } from './walls/name-servers.ts';
import { Reach } from './walls/reach.ts';

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

/** Follows the file; what is wrong with it later stands on standard error, and the last keys hold. */
function fileRing(path: string, context: z.RefinementCtx): KeyRing {
  try {
    return openKeyFile(path, (error) => process.stderr.write(`${path}: ${error.message}\n`)).ring;
  } catch (error) {
    context.addIssue((error as Error).message);
    return z.NEVER;
  }
}

const Service = z
  .object({
    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'expected postgresql://…'),
    ROCKPOOL_KEYS: keyRing.optional(),
    ROCKPOOL_KEYS_FILE: absolutePath.transform(fileRing).optional(),
    VOLUMES_DIR: absolutePath.optional(),
    PROVISIONER_PORT: z.coerce.number().int().min(0).max(65_535),
    FEISHU_OPEN_URL: httpUrl.default('https://open.feishu.cn'),
    PORTAL_URL: httpUrl.optional(),
    LARK_OPEN_URL: httpUrl.default('https://open.larksuite.com'),
    ...membershipEnv,
    ROCKPOOL_HOST: z
      .string()
      .regex(hostPattern, 'expected at most 31 of a-z, 0-9 and -, the first no -')
      .default('main'),
    HOST_CAPACITY: z.coerce.number().int().min(0).max(1_000_000).optional(),
    HOST_ADDRESS: httpUrl.refine(isOrigin, 'expected http(s)://host[:port], without a path').optional(),
    RELAY_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
    ROCKPOOL_STOP_INSTANCES_ON_EXIT: z.enum(['0', '1']).default('0'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .superRefine(checkMembershipEnv)
  .refine((raw) => !raw.ROCKPOOL_KEYS !== !raw.ROCKPOOL_KEYS_FILE, {
    path: ['ROCKPOOL_KEYS'],
    error: 'or ROCKPOOL_KEYS_FILE is needed, one of them',
  })
  .refine((raw) => !raw.HOST_ADDRESS === !raw.RELAY_PORT, {
    path: ['HOST_ADDRESS'],
    error: 'and RELAY_PORT are needed together',
  });

const ProcessDriver = z.object({
  DRIVER: z.literal('process'),
  INSTANCES_DIR: absolutePath,
  GATEWAY_BUNDLE: absolutePath,
});
const DockerDriver = z.object({
  DRIVER: z.literal('docker'),
  ROCKPOOL_INSTALLATION: z.string().regex(installationPattern, 'expected 4 to 8 of a-z and 0-9'),
  RUNTIME_IMAGE: z.string(),
  DOCKER_SOCKET: absolutePath.default('/var/run/docker.sock'),
  TENANT_SUBNETS: z
    .string()
    .refine(isSubnetRange, 'expected a private IPv4 range such as 10.213.0.0/16')
    .default('10.213.0.0/16'),
  TENANT_DISKS: absolutePath.optional(),
  TENANT_NAME_SERVERS: NameServers.default([]),
  SANDBOX_REACH: Reach.default([]),
});
const Driver = z.discriminatedUnion('DRIVER', [ProcessDriver, DockerDriver], {
  error: 'expected process or docker',
});

/** An empty variable counts as unset. Throws with one line per wrong variable, values left out. */
export function parseEnv(source: Record<string, string | undefined>): RunConfig {
  const set = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const [service, driver] = [Service.safeParse(set), Driver.safeParse({ DRIVER: 'process', ...set })];
  if (!service.success || !driver.success) {
    const issues = [...(service.error?.issues ?? []), ...(driver.error?.issues ?? [])];
    const lines = issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The provisioner's environment is not usable:\n${lines.join('\n')}`);
  }
  const env = service.data;
  return {
    databaseUrl: env.DATABASE_URL,
    keys: (env.ROCKPOOL_KEYS_FILE ?? env.ROCKPOOL_KEYS)!,
    host: {
      name: env.ROCKPOOL_HOST,
      address: env.HOST_ADDRESS ?? null,
      capacity: env.HOST_CAPACITY ?? null,
      relayPort: env.RELAY_PORT ?? null,
    },
    driver: readDriver(driver.data),
    reach: driver.data.DRIVER === 'docker' ? driver.data.SANDBOX_REACH : [],
    nameServers: driver.data.DRIVER === 'docker' ? driver.data.TENANT_NAME_SERVERS : [],
    volumesDir: env.VOLUMES_DIR,
    port: env.PROVISIONER_PORT,
    membership: membershipConfig(env),
    portalUrl: env.PORTAL_URL,
    openUrls: { feishu: env.FEISHU_OPEN_URL, lark: env.LARK_OPEN_URL },
    stopInstancesOnExit: env.ROCKPOOL_STOP_INSTANCES_ON_EXIT === '1',
    logLevel: env.LOG_LEVEL,
  };
}

function readDriver(env: z.output<typeof Driver>): DriverConfig {
  if (env.DRIVER === 'process')
    return { name: 'process', instancesDir: env.INSTANCES_DIR, gatewayBundle: env.GATEWAY_BUNDLE };
  return {
    name: 'docker',
    socketPath: env.DOCKER_SOCKET,
    installation: env.ROCKPOOL_INSTALLATION,
    image: env.RUNTIME_IMAGE,
    subnets: env.TENANT_SUBNETS,
    disks: env.TENANT_DISKS ?? null,
  };
}
