/** The provisioner as a whole: a real database, real processes, the stand-in as the gateway. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addReconcileJob } from '@rockpool/db/jobs';
import { moveClock } from '@rockpool/db/clock';
import { grantDays } from '@rockpool/db/ledger/grant';
import { createInstanceLocks } from './instance-locks.ts';
import { until } from './testing/until.ts';
import { createWorld, type World } from './testing/world.ts';

const hourMs = 3_600_000;

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.dispose());

const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

describe('the life of an instance', () => {
  test('a claim runs, its first day begins then, and its gateway is reachable', async () => {
    await world.start();
    const { id, entitlementId } = await world.claim();
    const row = await world.reaches(id, 'running');
    expect(row).toMatchObject({
      phaseReason: 'ready',
      failures: 0,
      handle: `process:${id}`,
      phaseDetail: '',
    });
    expect((await fetch(`${row.endpoint}/healthz`)).status).toBe(200);
    const started = await until('the first day begins', async () => {
      const entitlement = await world.db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
      return entitlement.startedAt && entitlement;
    });
    expect(started.expiresAt!.getTime() - started.startedAt!.getTime()).toBe(24 * hourMs);
  });

  test('it expires to the second, keeps every file, and a renewal starts it on the same volume', async () => {
    await world.start();
    const { id, entitlementId } = await world.claim();
    await world.reaches(id, 'running');
    const note = world.statePath(id, 'workspace/MEMORY.md');
    await writeFile(note, 'the user likes tea\n'.repeat(1000));
    const sum = await sha256(note);
    const entitlement = await until('the day runs', async () => {
      const found = await world.db.entitlement.findUniqueOrThrow({ where: { id: entitlementId } });
      return found.expiresAt && { ...found, expiresAt: found.expiresAt };
    });
    const [{ now }] = (await world.db.$queryRaw`select app_now() as now`) as [{ now: Date }];
    // Just before its end it runs; the planned wake alone ends it, nobody asks.
    await moveClock(world.db, { byMs: entitlement.expiresAt.getTime() - now.getTime() - 1_500 });
    expect((await world.row(id)).phase).toBe('running');
    const expired = await world.reaches(id, 'expired');
    expect(expired).toMatchObject({ endpoint: null });
    await until('the program is gone', async () => (await world.programs(id)).length === 0);
    expect(await readFile(world.statePath(id, 'workspace/drained'), 'utf8')).toBe('yes');
    expect(await sha256(note)).toBe(sum);

    await grantDays(world.db, { entitlementId, days: 1, key: 'k', note: '' });
    const again = await world.reaches(id, 'running');
    expect(again.phaseReason).toBe('ready');
    expect(await sha256(note)).toBe(sum);
    expect(await world.programs(id)).toHaveLength(1);
  });

  test('a renewal while it runs touches neither program nor files', async () => {
    await world.start();
    const { id, entitlementId } = await world.claim();
    await world.reaches(id, 'running');
    const before = await world.driver.observe(id);
    await grantDays(world.db, { entitlementId, days: 2, key: 'k', note: '' });
    await settled(id);
    expect(await world.driver.observe(id)).toEqual(before);
  });

  test('reconciling again and again leaves row, program and files as they are', async () => {
    await world.start();
    const { id } = await world.claim();
    await world.setUp(id);
    await world.reaches(id, 'running');
    await until(
      'the first day began',
      async () => (await world.db.entitlement.findFirst({ where: { startedAt: { not: null } } })) !== null,
    );
    await settled(id);
    const fingerprint = async () => ({
      row: await world.row(id),
      pids: await world.programs(id),
      seen: await world.driver.observe(id),
    });
    const before = await fingerprint();
    for (let i = 0; i < 5; i++) {
      await addReconcileJob(world.db, id);
      await settled(id);
    }
    expect(await fingerprint()).toEqual(before);
  });

  test('suspended it stops, released it runs', async () => {
    await world.start();
    const { id } = await world.claim();
    await world.reaches(id, 'running');
    await world.db.instance.update({ where: { id }, data: { suspendedAt: new Date() } });
    await addReconcileJob(world.db, id);
    await world.reaches(id, 'suspended');
    await until('the program is gone', async () => (await world.programs(id)).length === 0);
    await world.db.instance.update({ where: { id }, data: { suspendedAt: null } });
    await addReconcileJob(world.db, id);
    await world.reaches(id, 'running');
  });

  test('when the retention is over program and volume are removed', async () => {
    await world.start();
    const { id } = await world.claim();
    await world.reaches(id, 'running');
    await until(
      'the day began',
      async () => (await world.db.entitlement.findFirst({ where: { startedAt: { not: null } } })) !== null,
    );
    await moveClock(world.db, { byMs: 200 * 24 * hourMs });
    const row = await world.reaches(id, 'removed');
    expect(row).toMatchObject({ handle: null, endpoint: null });
    expect(await world.driver.observe(id)).toEqual({ state: 'absent' });
  });
});

describe('settings', () => {
  test('accepted credentials reach the gateway without a restart, and a new key too', async () => {
    await world.start();
    const { id } = await world.claim();
    await world.reaches(id, 'running');
    const [pid] = await world.programs(id);
    await world.setUp(id);
    const hash = await until('the settings are in force', async () => {
      const row = await world.row(id);
      return row.specVersionSeen === row.specVersion && row.configHash;
    });
    expect(await readFile(world.statePath(id, 'openclaw.json'), 'utf8')).toContain('${FEISHU_APP_SECRET}');
    expect(await readFile(world.statePath(id, '.env'), 'utf8')).toContain('sk-first-model-key');
    await world.setUp(id, { key: 'sk-second-model-key' });
    await until('the new key is in force', async () => (await world.row(id)).configHash !== hash);
    expect(await readFile(world.statePath(id, '.env'), 'utf8')).toContain('sk-second-model-key');
    expect(await world.programs(id)).toEqual([pid]);
  });

  test('credentials that the checks refused are not connected with', async () => {
    await world.start();
    const { id } = await world.claim();
    await world.setUp(id);
    await world.db.channelSetting.updateMany({
      where: { instanceId: id },
      data: { refusal: 'wrong_secret' },
    });
    await addReconcileJob(world.db, id);
    await world.reaches(id, 'running');
    await settled(id);
    expect(await readFile(world.statePath(id, 'openclaw.json'), 'utf8')).not.toContain('channels');
  });

  test("the owner's first answered message makes it verified within seconds", async () => {
    await world.start();
    const { id } = await world.claim();
    await world.setUp(id);
    await world.reaches(id, 'running');
    const answeredAt = new Date(Date.now() - 1_000).toISOString();
    const channel = {
      channel: 'feishu',
      accountId: 'default',
      appId: 'cli_x',
      state: 'connected',
      code: '',
      reason: '',
      since: answeredAt,
      bot: null,
      ownerId: 'ou_owner',
      greeting: { state: 'delivered', reason: '' },
      lastInboundAt: answeredAt,
      lastAnsweredAt: answeredAt,
      ownerAnsweredAt: answeredAt,
    };
    await writeFile(
      world.statePath(id, 'workspace/status.json'),
      JSON.stringify({ channels: [channel], lastActivityAt: answeredAt }),
    );
    const row = await until('it is verified', async () => {
      const found = await world.row(id);
      return found.verifiedAt && found;
    });
    expect(row).toMatchObject({
      channelStatus: [channel],
      lastActivityAt: new Date(answeredAt),
      verifiedAt: new Date(answeredAt),
    });
  });

  test('a restart that was asked for happens once', async () => {
    await world.start();
    const { id } = await world.claim();
    await world.reaches(id, 'running');
    const [pid] = await world.programs(id);
    await world.db.instance.update({ where: { id }, data: { restarts: 1 } });
    await addReconcileJob(world.db, id);
    await until('it was restarted', async () => {
      const [next] = await world.programs(id);
      const row = await world.row(id);
      return next !== undefined && next !== pid && row.restartsSeen === 1 && row.phase === 'running';
    });
    const after = await world.driver.observe(id);
    await addReconcileJob(world.db, id);
    await settled(id);
    expect(await world.driver.observe(id)).toEqual(after);
  });
});

describe('trouble', () => {
  test('a start that fails says why, without secrets, and runs as soon as the cause is gone', async () => {
    const { id } = await world.claim();
    await world.setUp(id, { key: 'sk-very-secret-key' });
    await writeFile(
      world.bundle,
      `console.error('Error: no such module, key sk-very-secret-key'); process.exit(7);`,
    );
    await world.start();
    const row = await world.reaches(id, 'failed');
    expect(row.phaseReason).toBe('start_failed');
    expect(row.phaseDetail).toBe('the gateway ended with code 7: Error: no such module, key [redacted]');
    expect(row.endpoint).toBeNull();
    await until('it was tried again', async () => (await world.row(id)).failures >= 2);
    await world.restoreBundle();
    const healed = await world.reaches(id, 'running');
    expect(healed.phaseDetail).toBe('');
    expect(await world.programs(id)).toHaveLength(1);
  });

  test('a gateway program that is not there is a sentence, not a crash', async () => {
    const { id } = await world.claim();
    await world.start({
      config: { driver: { ...world.config.driver, gatewayBundle: '/nowhere/gateway.cjs' } },
    });
    const row = await world.reaches(id, 'failed');
    expect(row.phaseDetail).toContain('/nowhere/gateway.cjs cannot be read');
  });

  test('a program that dies comes back at once', async () => {
    await world.start();
    const { id } = await world.claim();
    await world.reaches(id, 'running');
    const [pid] = await world.programs(id);
    process.kill(pid!, 'SIGKILL');
    await until(
      'another one runs',
      async () => {
        const [next] = await world.programs(id);
        return next !== undefined && next !== pid && (await world.row(id)).phase === 'running';
      },
      5_000,
    );
  });

  test('files changed behind its back are put right', async () => {
    await world.start();
    const { id } = await world.claim();
    await world.reaches(id, 'running');
    await settled(id);
    const before = await readFile(world.statePath(id, 'rockpool.json'), 'utf8');
    await writeFile(world.statePath(id, 'rockpool.json'), '{"exec":{"enabled":true}}');
    await addReconcileJob(world.db, id);
    await until(
      'the file is back',
      async () => (await readFile(world.statePath(id, 'rockpool.json'), 'utf8')) === before,
    );
  });

  test('a key that left the ring fails one instance with a sentence and leaves its neighbour alone', async () => {
    const one = await world.claim();
    const other = await world.claim();
    await world.setUp(one.id);
    await world.db.modelSetting.update({
      where: { instanceId: one.id },
      data: { keySealed: 's1.gone.AAAA' },
    });
    await world.start();
    const row = await world.reaches(one.id, 'failed');
    expect(row).toMatchObject({
      phaseReason: 'config_rejected',
      phaseDetail: 'The key "gone" is not in the key ring.',
    });
    await world.reaches(other.id, 'running');
  });
});

describe('the service', () => {
  test('a provisioner that ends leaves instances running; the next one adopts them', async () => {
    const first = await world.start();
    const { id } = await world.claim();
    await world.reaches(id, 'running');
    await settled(id);
    const before = { pids: await world.programs(id), row: await world.row(id) };
    await world.stop(first);
    expect(await world.programs(id)).toEqual(before.pids);
    await world.start();
    await until('it was looked at', async () => (await jobsOf(id)).every(({ key }) => key === `wake:${id}`));
    expect({ pids: await world.programs(id), row: await world.row(id) }).toEqual(before);
  });

  test('asked to, it ends everything it started, and the next start brings all back', async () => {
    const first = await world.start({ config: { stopInstancesOnExit: true } });
    const { id } = await world.claim();
    await world.reaches(id, 'running');
    await settled(id);
    await world.stop(first);
    expect(await world.programs(id)).toEqual([]);
    expect((await world.row(id)).phase).toBe('running');
    await world.start();
    await until('it runs again', async () => (await world.programs(id)).length === 1);
    await until('and is seen', async () => {
      const row = await world.row(id);
      return row.phase === 'running' && row.endpoint !== null && row.failures === 0;
    });
  });

  test('a program without an instance is stopped and its volume is kept', async () => {
    const { id } = await world.claim();
    const service = await world.start();
    await world.reaches(id, 'running');
    await settled(id);
    await world.stop(service);
    await world.db.reminder.deleteMany();
    await world.db.entitlement.deleteMany();
    await world.db.instance.deleteMany();
    const next = await world.start();
    await until('the orphan is stopped', async () => (await world.driver.observe(id)).state === 'stopped');
    const metrics = await until('it is reported', async () => {
      const text = await (await fetch(`http://127.0.0.1:${next.port}/metrics`)).text();
      return text.includes('rockpool_orphans 1') && text;
    });
    expect(metrics).toMatch(/rockpool_reconciles_total|rockpool_starts_in_progress/);
  });

  test('does not start among instances of another installation, and does once they are forgotten on purpose', async () => {
    const { id } = await world.claim();
    const handle = `process:of-another-${id}`;
    await world.db.instance.update({ where: { id }, data: { handle } });
    await expect(world.start()).rejects.toThrow(`${handle} would now be process:${id}`);
    expect(await world.row(id)).toMatchObject({ handle, phase: 'provisioning', phaseReason: 'claimed' });
    expect(await world.driver.list()).toEqual([]);

    await world.db.instance.update({ where: { id }, data: { handle: null } });
    await world.start();
    await world.reaches(id, 'running');
  });

  test('starts among removed instances of another installation', async () => {
    const { id } = await world.claim();
    const handle = `docker:rockpool-other-${id}`;
    await world.db.instance.update({ where: { id }, data: { handle, phase: 'removed' } });
    await world.start();
  });

  test('takes an instance that is not there under this name for unknown, not for absent', async () => {
    await world.start();
    const { id } = await world.claim();
    await world.reaches(id, 'running');
    await settled(id);
    const handle = `docker:rockpool-other-${id}`;
    // nobody looks while it goes: half removed it is a stopped instance, which is started
    const locks = createInstanceLocks(world.config.databaseUrl, pino({ level: 'silent' }));
    const lock = await until('nobody looks', () => locks.acquire(id, { patienceMs: 0 }));
    await world.db.instance.update({ where: { id }, data: { handle } });
    await world.driver.destroy(id);
    await lock.release();
    await locks.close();
    await addReconcileJob(world.db, id);
    const row = await until('it is out of sight', async () => {
      const found = await world.row(id);
      return found.phaseReason === 'driver_unavailable' ? found : null;
    });
    expect(row).toMatchObject({ handle, phase: 'running' });
    expect(row.phaseDetail).toBe(
      `it is stored as ${handle}, and process:${id} is not there: set DRIVER back`,
    );
    expect(await world.driver.observe(id)).toEqual({ state: 'absent' });
  });

  test('/healthz and the gauge of phases answer', async () => {
    const service = await world.start();
    const { id } = await world.claim();
    await world.reaches(id, 'running');
    const at = `http://127.0.0.1:${service.port}`;
    expect(await (await fetch(`${at}/healthz`)).json()).toEqual({ ok: true, database: 'reachable' });
    const metrics = await (await fetch(`${at}/metrics`)).text();
    expect(metrics).toContain('rockpool_instances{phase="running",host="main"} 1');
    expect(metrics).toMatch(/rockpool_reconciles_total\{action="start",reason="\w+"\} 1/);
  });
});

const jobsOf = (id: string) =>
  world.db.$queryRaw<{ key: string }[]>`
    select key from graphile_worker._private_jobs where payload->>'instanceId' = ${id} and key is not null`;

/** No wish of this instance is waiting or under way. */
const settled = (id: string) =>
  until('the queue is quiet', async () => {
    const jobs = await world.db.$queryRaw<{ n: number }[]>`
      select count(*)::int as n from graphile_worker._private_jobs
      where payload->>'instanceId' = ${id} and (locked_at is not null or key is distinct from ${`wake:${id}`})`;
    return jobs[0]?.n === 0;
  });
