import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { closeDb, createDb, type Db } from '@rockpool/db/client';
import { appNow } from '@rockpool/db/clock';
import { addReconcileJob } from '@rockpool/db/jobs';
import { claim } from '@rockpool/db/ledger/claim';
import { importedMemberships } from '@rockpool/db/membership/imported';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from './database.ts';
import { engineForTests, engineSocket } from './engine-for-tests.ts';
import { connectEngine } from './engine.ts';
import { portsFrom } from './port-numbers.ts';
import { freePortBlock } from './ports.ts';
import { loadSecrets } from './secrets-file.ts';
import { temporaryState, type TemporaryState } from './temporary-state.ts';

const { skip, why } = await engineForTests();
const engine = connectEngine(engineSocket());

let state: TemporaryState;
let port: number;
let installation: string;

beforeEach(async () => {
  state = await temporaryState('docker-start');
  port = await freePortBlock(6);
  installation = loadSecrets(state.dir).installation;
});
afterEach(() => state.remove());

/** A command as npm runs it; `said` grows while it runs. */
function run(command: 'start' | 'stop') {
  const file = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));
  const env = {
    PATH: process.env.PATH,
    HOME: os.homedir(),
    PORT: String(port),
    ROCKPOOL_DATA_DIR: state.dir,
  };
  const child = spawn(process.execPath, [file, command], {
    env: { ...env, DRIVER: 'docker', DOCKER_SOCKET: engineSocket() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const running = { said: '', ended: once(child, 'close').then(() => child.exitCode), child };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (running.said += text));
  return running;
}

async function startUp() {
  const start = run('start');
  const ended = start.ended.then(() => 'ended');
  while (!start.said.includes('Rockpool is up'))
    if ((await Promise.race([ended, delay(50)])) === 'ended') throw new Error(start.said);
  return start;
}

async function interrupt({ child, ended }: Awaited<ReturnType<typeof startUp>>) {
  child.kill('SIGINT');
  expect(await ended).toBe(0);
}

async function onDatabase<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const { databasePassword } = loadSecrets(state.dir);
  const { url } = await openDatabase(state.dir, portsFrom(port).database, databasePassword, undefined);
  const db = createDb(url, { max: 2 });
  return work(db).finally(() => closeDb(db));
}

const claimOne = () =>
  onDatabase(async (db) => {
    const phone = '+8613900000001';
    await db.membership.create({ data: { phone, tier: 'pro', source: 'import' } });
    const { id: userId } = await db.user.create({ data: { phone, consentAt: await appNow(db) } });
    const { id: campaignId } = await db.campaign.findFirstOrThrow();
    const claimed = await claim(db, importedMemberships(db), { userId, campaignId });
    expect(claimed.kind).toBe('claimed');
  });

/** Asks for one more look at the instance and resolves with it when the provisioner that runs now has taken one. */
const lookedAt = () =>
  onDatabase(async (db) => {
    const { id } = await db.instance.findFirstOrThrow();
    const { specVersion } = await db.instance.update({
      where: { id },
      data: { specVersion: { increment: 1 } },
    });
    await db.$transaction((tx) => addReconcileJob(tx, id));
    for (;;) {
      const instance = await db.instance.findFirstOrThrow();
      if (instance.phase === 'failed') throw new Error(instance.phaseDetail);
      if (instance.phase === 'running' && instance.specVersionSeen === specVersion) return instance;
      await delay(50);
    }
  });

/** Which container runs, and since when: a restart changes it. */
async function runningContainers(): Promise<string[]> {
  const running = (await engine.computers(installation)).filter((each) => each.running);
  return running.map(({ id }) => {
    const startedAt = spawnSync('docker', ['inspect', '--format', '{{.State.StartedAt}}', id], {
      encoding: 'utf8',
      env: { ...process.env, DOCKER_HOST: `unix://${engineSocket()}` },
    });
    return `${id} ${startedAt.stdout.trim()}`;
  });
}

describe.skipIf(skip)(`on an engine${why}`, { timeout: 300_000 }, () => {
  test('computers outlive Ctrl-C, the next start finds them, and stop ends them although nothing else runs', async () => {
    const first = await startUp();
    expect(first.said).toMatch(/Docker engine \S+ answers: each computer is a container of its own/);
    await claimOne();
    await lookedAt();
    const containers = await runningContainers();
    expect(containers).toHaveLength(1);
    await interrupt(first);
    expect(await runningContainers()).toEqual(containers);

    const second = await startUp();
    expect(second.said).toContain('1 computer runs already and goes on');
    await lookedAt();
    expect(await runningContainers()).toEqual(containers);
    await interrupt(second);

    const stop = run('stop');
    expect(await stop.ended).toBe(0);
    expect(stop.said).toContain('ended 1 computer; files are kept');
    expect(await runningContainers()).toEqual([]);
    // the probes of the walls are gone, and what belongs to the computer is there
    const left = (await engine.everything()).filter((each) => each.includes(`-${installation}-`));
    expect(left.map((each) => each.split(' ')[0])).toEqual(['container', 'network', 'volume']);

    const third = await startUp();
    expect(third.said).not.toContain('runs already');
    await expect.poll(runningContainers, { timeout: 30_000 }).toHaveLength(1);
    // an end that was asked for is no crash
    expect(await lookedAt()).toMatchObject({ failures: 0, phaseDetail: '' });
    expect(await runningContainers()).toHaveLength(1);
    await interrupt(third);
  });
});
