/** The promises of `driver.ts` as one test suite, run against every driver. */
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { until } from '../testing/until.ts';
import type { Driver, InstanceSpec, Observation, StateFile } from './driver.ts';
import { hashFiles } from './files-hash.ts';

/** How the suite looks behind a driver. The program it runs is `testing/gateway-stand-in.mjs`. */
export type DriverHarness = {
  /** Another driver on the same installation, as a second provisioner has it. */
  create(): Driver;
  /** One whose programs have another launch name. */
  createUpgraded(): Promise<Driver>;
  /** One whose program is not there. */
  createBroken(): Driver;
  /** Ends the program from outside, as a crash does. */
  crash(driver: Driver, id: string): Promise<void>;
  /** where the platform's files are: in the volume, or in the program's memory alone */
  keepsFiles: 'in-volume' | 'in-memory';
  /** in the volume; rejects when it is not there */
  readFile(id: string, path: string): Promise<string>;
  writeFile(id: string, path: string, text: string): Promise<void>;
  /** how many programs of this instance exist, by looking at the system and not at the driver */
  programsOf(id: string): Promise<number>;
  /** a value in the environment of this process, which is the provisioner's here */
  ourSecret: string;
  dispose(): Promise<void>;
};

const graceMs = 5_000;
type Behaviour = Record<string, unknown>;

const filesOf = (behaviour: Behaviour = {}, key = 'k1'): StateFile[] => [
  { name: 'openclaw.json', text: JSON.stringify({ behaviour }), secret: false },
  { name: 'rockpool.json', text: '{}', secret: false },
  { name: '.env', text: `MODEL_KEY=${key}\n`, secret: true },
];

const launch = { memoryMiB: 128, cpus: 1, pids: 64, diskMiB: 64 };

const specOf = (id: string, behaviour: Behaviour = {}): InstanceSpec => ({
  id,
  files: filesOf(behaviour),
  restarts: 0,
  launch,
});

export function describeDriver(name: string, open: () => Promise<DriverHarness>) {
  describe(`the ${name} driver keeps the contract`, () => {
    let harness: DriverHarness;
    let driver: Driver;
    const setUp = async () => {
      harness = await open();
      driver = harness.create();
      return randomUUID();
    };
    afterEach(() => harness.dispose());

    const observed = <S extends Observation['state']>(id: string, state: S, by = driver) =>
      until(`${id} is ${state}`, async () => {
        const seen = await by.observe(id);
        return seen.state === state ? (seen as Extract<Observation, { state: S }>) : null;
      });
    const running = async (spec: InstanceSpec) => {
      await driver.apply(spec, { graceMs });
      return observed(spec.id, 'running');
    };

    test('an instance nobody made is absent, and stopping, destroying and reading it succeed', async () => {
      const id = await setUp();
      expect(await driver.observe(id)).toEqual({ state: 'absent' });
      await driver.stop(id, { graceMs });
      await driver.destroy(id);
      expect(await driver.logs(id, { tail: 5 })).toEqual([]);
      expect(await driver.stats(id)).toBeNull();
      expect(await driver.list()).toEqual([]);
    });

    test.each(['', '..', '../x', 'a/b', 'A'.repeat(36), `${randomUUID()}/..`])(
      'an id that is no UUID is refused: %j',
      async (id) => {
        await setUp();
        await expect(driver.apply(specOf(id), { graceMs })).rejects.toThrow(/not an instance id/);
        await expect(driver.destroy(id)).rejects.toThrow(/not an instance id/);
      },
    );

    test('apply creates an instance that answers at its endpoint with the files of the spec', async () => {
      const id = await setUp();
      const spec = specOf(id);
      expect(await driver.apply(spec, { graceMs })).toEqual({ did: 'started' });
      const seen = await observed(id, 'running');
      expect((await fetch(`${seen.endpoint}/readyz`)).status).toBe(200);
      expect(seen.filesHash).toBe(hashFiles(spec.files));
      expect(seen).toMatchObject({ restarts: 0, launch: await driver.launchOf(spec.launch) });
      expect(Math.abs(Date.now() - seen.startedAt)).toBeLessThan(20_000);
      expect(await driver.list()).toEqual([{ id, alive: true }]);
      expect((await driver.stats(id))?.memoryBytes).toBeGreaterThan(5e6);
    });

    test('a program whose port does not answer yet is starting', async () => {
      const id = await setUp();
      await driver.apply(specOf(id, { startAfterMs: 400 }), { graceMs });
      expect((await driver.observe(id)).state).toBe('starting');
      await observed(id, 'running');
    });

    test('applying the same spec again changes nothing', async () => {
      const id = await setUp();
      const before = await running(specOf(id));
      for (let i = 0; i < 3; i++)
        expect(await driver.apply(specOf(id), { graceMs })).toEqual({ did: 'nothing' });
      expect(await driver.observe(id)).toEqual(before);
    });

    test('a changed file is replaced without a restart', async () => {
      const id = await setUp();
      const before = await running(specOf(id));
      const files = filesOf({}, 'k2');
      expect(await driver.apply({ ...specOf(id), files }, { graceMs })).toEqual({ did: 'rewrote' });
      expect(await driver.observe(id)).toEqual({ ...before, filesHash: hashFiles(files) });
      if (harness.keepsFiles === 'in-volume')
        expect(await harness.readFile(id, '.env')).toBe('MODEL_KEY=k2\n');
      else await expect(harness.readFile(id, '.env')).rejects.toThrow();
    });

    test('a file changed behind its back is put right by apply, or does not matter at all', async () => {
      const id = await setUp();
      const before = await running(specOf(id));
      await harness.writeFile(id, 'openclaw.json', '{"mine":true}');
      const { filesHash } = await observed(id, 'running');
      if (harness.keepsFiles === 'in-volume') {
        expect(filesHash).not.toBe(before.filesHash);
        expect(await driver.apply(specOf(id), { graceMs })).toEqual({ did: 'rewrote' });
      } else {
        expect(filesHash).toBe(before.filesHash);
        expect(await driver.apply(specOf(id), { graceMs })).toEqual({ did: 'nothing' });
      }
      expect(await driver.observe(id)).toEqual(before);
    });

    test('a restart that was asked for happens once, drained, on the same volume', async () => {
      const id = await setUp();
      const before = await running(specOf(id));
      await harness.writeFile(id, 'workspace/mine.md', 'kept');
      const spec = { ...specOf(id), restarts: 2 };
      expect(await driver.apply(spec, { graceMs })).toEqual({ did: 'restarted' });
      expect(await driver.apply(spec, { graceMs })).toEqual({ did: 'nothing' });
      expect(await driver.apply({ ...spec, restarts: 1 }, { graceMs })).toEqual({ did: 'nothing' });
      const after = await observed(id, 'running');
      expect(after.restarts).toBe(2);
      expect(after.startedAt).toBeGreaterThan(before.startedAt);
      expect(await harness.readFile(id, 'workspace/drained')).toBe('yes');
      expect(await harness.readFile(id, 'workspace/mine.md')).toBe('kept');
      expect(await harness.programsOf(id)).toBe(1);
    });

    test('other launch settings or another program are taken over by a restart', async () => {
      const id = await setUp();
      await running(specOf(id));
      const larger = { ...specOf(id), launch: { ...launch, memoryMiB: 192 } };
      expect(await driver.apply(larger, { graceMs })).toEqual({ did: 'restarted' });
      const upgraded = await harness.createUpgraded();
      expect(await upgraded.launchOf(larger.launch)).not.toBe(await driver.launchOf(larger.launch));
      expect(await upgraded.apply(larger, { graceMs })).toEqual({ did: 'restarted' });
      expect((await observed(id, 'running', upgraded)).launch).toBe(await upgraded.launchOf(larger.launch));
    });

    test('stop drains and keeps the volume; apply starts on it again', async () => {
      const id = await setUp();
      await running(specOf(id, { drainMs: 150 }));
      await harness.writeFile(id, 'workspace/mine.md', 'kept');
      await driver.stop(id, { graceMs });
      expect(await driver.observe(id)).toMatchObject({ state: 'stopped', exit: { reason: 'asked' } });
      expect(await harness.readFile(id, 'workspace/drained')).toBe('yes');
      expect(await harness.programsOf(id)).toBe(0);
      expect(await driver.list()).toEqual([{ id, alive: false }]);
      await driver.stop(id, { graceMs });
      expect(await driver.apply(specOf(id), { graceMs })).toEqual({ did: 'started' });
      await observed(id, 'running');
      expect(await harness.readFile(id, 'workspace/mine.md')).toBe('kept');
    });

    test('a program that ignores the request to end is killed after the grace', async () => {
      const id = await setUp();
      await running(specOf(id, { ignoreSigterm: true }));
      await driver.stop(id, { graceMs: 200 });
      expect(await driver.observe(id)).toMatchObject({ state: 'stopped', exit: { reason: 'asked' } });
      expect(await harness.programsOf(id)).toBe(0);
    });

    test('destroy removes program and volume, and may be repeated', async () => {
      const id = await setUp();
      await running(specOf(id, { ignoreSigterm: true }));
      await driver.destroy(id);
      await driver.destroy(id);
      expect(await driver.observe(id)).toEqual({ state: 'absent' });
      expect(await harness.programsOf(id)).toBe(0);
      expect(await driver.list()).toEqual([]);
      await running(specOf(id));
      await expect(harness.readFile(id, 'workspace/drained')).rejects.toThrow();
    });

    test('a program that ends at once is stopped with its code, and its last lines are there', async () => {
      const id = await setUp();
      await driver.apply(specOf(id, { exitAtOnce: 3, print: 'the reason' }), { graceMs });
      await until('the exit was seen', async () => {
        const seen = await driver.observe(id);
        return seen.state === 'stopped' && seen.exit?.code === 3 && seen.exit.reason === 'crashed';
      });
      expect((await driver.logs(id, { tail: 1 })).join()).toContain('the reason');
    });

    test('out of memory is named', async () => {
      const id = await setUp();
      await driver.apply(
        { ...specOf(id, { outOfMemory: true }), launch: { ...launch, memoryMiB: 48 } },
        { graceMs },
      );
      await until('out of memory is seen', async () => {
        const seen = await driver.observe(id);
        return seen.state === 'stopped' && seen.exit?.reason === 'oom';
      });
    });

    test('a crash is told to the watcher and repaired by apply', async () => {
      const id = await setUp();
      await running(specOf(id));
      const told: string[] = [];
      const unwatch = driver.watch((changed) => told.push(changed));
      await harness.crash(driver, id);
      await until('the watcher was told', () => told.includes(id));
      unwatch();
      expect((await observed(id, 'stopped')).exit?.reason).toBe('killed');
      expect(await driver.apply(specOf(id), { graceMs })).toEqual({ did: 'started' });
      await observed(id, 'running');
    });

    test('a second driver adopts what the first one started, and sees it end', async () => {
      const id = await setUp();
      const before = await running(specOf(id));
      const second = harness.create();
      expect(await second.observe(id)).toEqual(before);
      expect(await second.apply(specOf(id), { graceMs })).toEqual({ did: 'nothing' });
      await second.stop(id, { graceMs });
      expect((await driver.observe(id)).state).toBe('stopped');
    });

    test('drivers that start the same instance at once make one program', async () => {
      const id = await setUp();
      const drivers = [driver, harness.create(), harness.create(), harness.create()];
      const done = await Promise.all(drivers.map((each) => each.apply(specOf(id), { graceMs })));
      expect(done.map(({ did }) => did).sort()).toEqual(['nothing', 'nothing', 'nothing', 'started']);
      await observed(id, 'running');
      expect(await harness.programsOf(id)).toBe(1);
    });

    test('apply and stop at once end in one of the two states, whole', async () => {
      const id = await setUp();
      await running(specOf(id));
      await Promise.all([
        driver.stop(id, { graceMs }),
        harness.create().apply({ ...specOf(id), restarts: 1 }, { graceMs }),
      ]);
      const { state } = await driver.observe(id);
      expect(await harness.programsOf(id)).toBe(state === 'stopped' ? 0 : 1);
    });

    test('without its program a start is refused by a sentence, and what runs goes on', async () => {
      const id = await setUp();
      const broken = harness.createBroken();
      await expect(broken.apply(specOf(id), { graceMs })).rejects.toThrow(/gateway program/);
      const before = await running(specOf(id));
      await expect(broken.launchOf(specOf(id).launch)).rejects.toThrow(/gateway program/);
      expect(await broken.observe(id)).toEqual(before);
    });

    test('the instance knows nothing of the environment of its provisioner', async () => {
      const id = await setUp();
      const { endpoint } = await running(specOf(id));
      expect(await (await fetch(`${endpoint}/env`)).text()).not.toContain(harness.ourSecret);
    });
  });
}
