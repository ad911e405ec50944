/** What drivers promise of volumes on their way. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { pack } from 'tar-stream';
import { listTar, packSample } from '../../testing/sample-volume.ts';
import { graceMs, launch, specOf, type SetUp } from './harness.ts';

const verified = async () => {};
const from = (tar: Buffer) => Readable.from([tar]);
const sample = await packSample();

export function testVolumes(setUp: SetUp) {
  async function setUpVolumes() {
    const { driver, running, ...rest } = await setUp();
    return {
      ...rest,
      driver,
      imported: (id: string, tar: Buffer | Readable = sample) =>
        driver.importVolume(id, launch, Buffer.isBuffer(tar) ? from(tar) : tar, verified),
      exported: async (id: string) => buffer((await driver.exportVolume(id)).tar),
      runs: (id: string) => running(specOf(id)),
    };
  }

  test('what was imported starts, and is exported bit for bit', async () => {
    const { id, driver, harness, imported, exported, runs } = await setUpVolumes();
    expect(await imported(id)).toEqual({ kind: 'imported' });
    expect(await driver.observe(id)).toEqual({ state: 'stopped', exit: null });
    expect(await driver.list()).toEqual([{ id, alive: false }]);
    const before = await driver.exportVolume(id);
    if (before.bytesAbout !== null) expect(before.bytesAbout).toBeGreaterThan(10_000);
    expect(await listTar(before.tar)).toEqual(await listTar(sample));
    await runs(id);
    expect(await harness.readFile(id, 'workspace/mine.md')).toBe('mine\n');
    await harness.writeFile(id, 'workspace/new.md', 'written here');
    await driver.stop(id, { graceMs });
    const tar = await exported(id);
    expect(tar.includes('MODEL_KEY')).toBe(false);
    const other = randomUUID();
    await imported(other, tar);
    await runs(other);
    expect(await harness.readFile(other, 'workspace/new.md')).toBe('written here');
  });

  test('one that runs, is absent or half is not exported, and one that runs not replaced', async () => {
    const { id, driver, imported, runs } = await setUpVolumes();
    await expect(driver.exportVolume(id)).rejects.toThrow(/no volume/);
    await runs(id);
    await expect(driver.exportVolume(id)).rejects.toThrow(/running/);
    await expect(imported(id)).rejects.toThrow(/running/);
    expect((await driver.observe(id)).state).toBe('running');
    const half = randomUUID();
    await imported(half, from(sample.subarray(0, 20_000))).catch(() => {});
    await expect(driver.exportVolume(half)).rejects.toThrow(/half/);
  });

  test.each<[string, () => Readable, () => Promise<void>]>([
    ['a tar that is cut off', () => from(sample.subarray(0, 100_000)), verified],
    [
      'a tar that fails in the middle',
      () =>
        Readable.from(
          (async function* () {
            yield sample.subarray(0, 100_000);
            throw new Error('the network was cut');
          })(),
        ),
      verified,
    ],
    ['a tar that is not believed', () => from(sample), () => Promise.reject(new Error('other digest'))],
  ])(
    '%s leaves a half, which starts never, is removed whole, and is replaced',
    async (_what, tar, verify) => {
      const { id, driver, harness, imported, exported } = await setUpVolumes();
      await imported(id);
      await expect(driver.importVolume(id, launch, tar(), verify)).rejects.toThrow();
      expect(await driver.observe(id)).toEqual({ state: 'half' });
      await expect(driver.apply(specOf(id), { graceMs })).rejects.toThrow(/half/);
      expect(await driver.list()).toEqual([{ id, alive: false }]);
      expect(await harness.programsOf(id)).toBe(0);

      expect(await imported(id)).toEqual({ kind: 'imported' });
      expect(await listTar(await exported(id))).toEqual(await listTar(sample));

      await expect(driver.importVolume(id, launch, tar(), verify)).rejects.toThrow();
      await driver.destroy(id);
      expect(await driver.observe(id)).toEqual({ state: 'absent' });
      expect(await driver.list()).toEqual([]);
    },
  );

  test('nothing of what was there before is left in what is imported', async () => {
    const { id, driver, harness, imported, exported, runs } = await setUpVolumes();
    await runs(id);
    await harness.writeFile(id, 'workspace/before.md', 'old');
    await driver.stop(id, { graceMs });
    await imported(id);
    expect(await listTar(await exported(id))).toEqual(await listTar(sample));
    await runs(id);
    await expect(harness.readFile(id, 'workspace/before.md')).rejects.toThrow();
  });

  test.each([
    ['data/../outside.md', 'file' as const, undefined],
    ['data/device', 'character-device' as const, undefined],
    ['data/hard', 'link' as const, 'outside'],
  ])('a volume with %s is refused', async (entryName, type, linkname) => {
    const { id, driver, imported } = await setUpVolumes();
    const tar = pack();
    tar.entry({ name: entryName, type, ...(linkname && { linkname }) }, '');
    tar.finalize();
    await expect(imported(id, await buffer(tar))).rejects.toThrow(/the volume/);
    expect(await driver.observe(id)).toEqual({ state: 'half' });
  });

  test('an export that nobody reads to its end can be begun anew', async () => {
    const { id, driver, imported, exported } = await setUpVolumes();
    await imported(id);
    const first = await driver.exportVolume(id);
    first.tar.once('error', () => {});
    first.tar.destroy();
    expect(await listTar(await exported(id))).toEqual(await listTar(sample));
    await driver.destroy(id);
    expect(await driver.list()).toEqual([]);
  });
}
