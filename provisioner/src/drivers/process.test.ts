import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFile, mkdtemp, readFile, readdir, rm, stat, writeFile, appendFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../testing/until.ts';
import { programsOf } from '../testing/world.ts';
import { describeDriver } from './contract/contract.ts';
import type { DriverHarness } from './contract/harness.ts';
import type { Driver, InstanceSpec } from './driver.ts';
import { createProcessDriver } from './process.ts';
import { rotateLog } from './process/log.ts';

const standIn = join(import.meta.dirname, '../testing/gateway-stand-in.mjs');
const graceMs = 3_000;
process.env.ROCKPOOL_KEYS = 'do-not-pass-this-on';

type Harness = DriverHarness & { dir: string; crashing(at: string): Driver };

async function openHarness(): Promise<Harness> {
  const dir = await mkdtemp(join(tmpdir(), 'rockpool-process-'));
  const drivers: Driver[] = [];
  const create = (bundle = standIn, crashPoint?: (moment: string) => void) => {
    const driver = createProcessDriver({
      instancesDir: join(dir, 'instances'),
      gatewayBundle: bundle,
      gatewayArgs: [],
      ...(crashPoint && { crashPoint }),
    });
    drivers.push(driver);
    return driver;
  };
  const path = (id: string, name: string) => join(dir, 'instances', id, 'state', name);
  return {
    dir,
    create: () => create(),
    async createUpgraded() {
      const bundle = join(dir, 'upgraded.mjs');
      await copyFile(standIn, bundle);
      await appendFile(bundle, '\n// newer');
      return create(bundle);
    },
    createBroken: () => create(join(dir, 'missing.mjs')),
    crashing: (at) =>
      create(standIn, (moment) => {
        if (moment === at) throw new Error(`crash at ${at}`);
      }),
    async crash(_driver, id) {
      const [pid] = await programsOf(id);
      if (pid) process.kill(pid, 'SIGKILL');
    },
    keepsFiles: 'in-volume',
    readFile: (id, name) => readFile(path(id, name), 'utf8'),
    writeFile: (id, name, text) => writeFile(path(id, name), text),
    programsOf: async (id) => (await programsOf(id)).length,
    ourSecret: 'do-not-pass-this-on',
    async dispose() {
      const [driver] = drivers;
      for (const { id } of (await driver?.list()) ?? []) await driver?.destroy(id);
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

describeDriver('process', openHarness);

describe('the process driver', () => {
  let harness: Harness;
  let id: string;
  let spec: InstanceSpec;
  beforeEach(async () => {
    harness = await openHarness();
    id = randomUUID();
    spec = {
      id,
      files: [
        { name: 'openclaw.json', text: '{}', secret: false },
        { name: 'rockpool.json', text: '{}', secret: false },
        { name: '.env', text: 'A=1\n', secret: true },
      ],
      restarts: 0,
      launch: { memoryMiB: 128, cpus: 1, pids: 64, diskMiB: 64 },
    };
  });
  afterEach(() => harness.dispose());

  const endpoint = (driver: Driver) =>
    until('it runs', async () => {
      const seen = await driver.observe(id);
      return seen.state === 'running' ? seen.endpoint : null;
    });

  test.each(['files written', 'start recorded', 'program started'])(
    'a start cut off at "%s" is finished by the next apply, once',
    async (moment) => {
      await expect(harness.crashing(moment).apply(spec, { graceMs })).rejects.toThrow(/crash at/);
      await harness.create().apply(spec, { graceMs });
      await endpoint(harness.create());
      expect(await harness.programsOf(id)).toBe(1);
    },
  );

  test('a stop cut off before its signal is finished by the next stop, or taken back by the next apply', async () => {
    const driver = harness.create();
    await driver.apply(spec, { graceMs });
    await endpoint(driver);
    const crashing = harness.crashing('stop recorded');
    await expect(crashing.stop(id, { graceMs })).rejects.toThrow(/crash at/);
    expect(await driver.apply(spec, { graceMs })).toEqual({ did: 'nothing' });
    await harness.crash(driver, id);
    await until('it is gone', async () => (await driver.observe(id)).state === 'stopped');
    expect(await driver.observe(id)).toMatchObject({
      exit: { reason: expect.stringMatching(/killed|unknown/) },
    });
    await driver.apply(spec, { graceMs });
    await expect(crashing.stop(id, { graceMs })).rejects.toThrow(/crash at/);
    await driver.stop(id, { graceMs });
    expect(await harness.programsOf(id)).toBe(0);
  });

  test('a removal cut off half-way leaves no instance behind', async () => {
    const driver = harness.create();
    await driver.apply(spec, { graceMs });
    await expect(harness.crashing('volume set aside').destroy(id)).rejects.toThrow(/crash at/);
    expect(await driver.observe(id)).toEqual({ state: 'absent' });
    await driver.destroy(id);
    expect(await readdir(join(harness.dir, 'instances', '.removed'))).toEqual([]);
  });

  test('a left-over start and a new one never make twins', async () => {
    // Between its launch and its record a provisioner may die; the claim decides who runs.
    const driver = harness.create();
    await driver.apply(spec, { graceMs });
    await endpoint(driver);
    const pidPath = join(harness.dir, 'instances', id, 'pid');
    const claim = await readFile(pidPath, 'utf8');
    const late = execFile('/bin/sh', ['-c', 'set -C; echo "$$ 1 x" > "$1"', 'sh', pidPath]);
    const code = await new Promise((resolve) => late.once('exit', resolve));
    expect(code).not.toBe(0);
    expect(await readFile(pidPath, 'utf8')).toBe(claim);
  });

  test('a pid that now belongs to another program is never killed', async () => {
    const driver = harness.create();
    await driver.apply(spec, { graceMs });
    await endpoint(driver);
    await driver.stop(id, { graceMs });
    const bystander = execFile('/bin/sleep', ['60']);
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    await writeFile(join(harness.dir, 'instances', id, 'pid'), `${bystander.pid} 1 ${boot}\n`);
    expect((await driver.observe(id)).state).toBe('stopped');
    await driver.stop(id, { graceMs });
    await driver.destroy(id);
    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
    bystander.kill();
  });

  test('the port is kept across starts, and changed when another program took it', async () => {
    const driver = harness.create();
    await driver.apply(spec, { graceMs });
    const first = await endpoint(driver);
    await driver.stop(id, { graceMs });
    await driver.apply(spec, { graceMs });
    expect(await endpoint(driver)).toBe(first);
    await driver.stop(id, { graceMs });
    const squatter = createServer().listen(Number(new URL(first).port), '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    await driver.apply(spec, { graceMs });
    expect(await endpoint(driver)).not.toBe(first);
    squatter.close();
  });

  test('secrets are readable by the owner alone, and the memory bound reaches the program', async () => {
    const driver = harness.create();
    await driver.apply(spec, { graceMs });
    const at = await endpoint(driver);
    expect((await stat(join(harness.dir, 'instances', id, 'state', '.env'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(harness.dir, 'instances', id))).mode & 0o777).toBe(0o700);
    const { execArgv } = (await (await fetch(`${at}/env`)).json()) as { execArgv: string[] };
    expect(execArgv).toContain('--max-old-space-size=89');
  });

  test('an unreadable start record leads to one restart, not to a second program', async () => {
    const driver = harness.create();
    await driver.apply(spec, { graceMs });
    await endpoint(driver);
    await writeFile(join(harness.dir, 'instances', id, 'instance.json'), '{"port":');
    expect(await driver.apply(spec, { graceMs })).toEqual({ did: 'restarted' });
    await endpoint(driver);
    expect(await harness.programsOf(id)).toBe(1);
  });

  test('a log over its bound is set aside and the tail spans both parts', async () => {
    const driver = harness.create();
    await driver.apply(spec, { graceMs });
    await endpoint(driver);
    const log = join(harness.dir, 'instances', id, 'gateway.log');
    await rotateLog(log, 4);
    expect((await stat(log)).size).toBe(0);
    await driver.stop(id, { graceMs });
    const lines = await driver.logs(id, { tail: 10 });
    expect(lines[0]).toMatch(/starts/);
    expect(lines.at(-1)).toMatch(/asked to end/);
  });
});
