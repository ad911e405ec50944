/** What an apply does: it starts, changes what differs, and nothing else. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashFiles } from '../files-hash.ts';
import { filesOf, graceMs, launch, specOf, type SetUp } from './harness.ts';

export function testStarts(setUp: SetUp) {
  test('an instance nobody made is absent, and stopping, destroying and reading it succeed', async () => {
    const { id, driver } = await setUp();
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
      const { driver } = await setUp();
      await expect(driver.apply(specOf(id), { graceMs })).rejects.toThrow(/not an instance id/);
      await expect(driver.destroy(id)).rejects.toThrow(/not an instance id/);
    },
  );

  test('apply creates an instance that answers at its endpoint with the files of the spec', async () => {
    const { id, driver, observed } = await setUp();
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
    const { id, driver, observed } = await setUp();
    await driver.apply(specOf(id, { startAfterMs: 400 }), { graceMs });
    expect((await driver.observe(id)).state).toBe('starting');
    await observed(id, 'running');
  });

  test('applying the same spec again changes nothing', async () => {
    const { id, driver, running } = await setUp();
    const before = await running(specOf(id));
    for (let i = 0; i < 3; i++)
      expect(await driver.apply(specOf(id), { graceMs })).toEqual({ did: 'nothing' });
    expect(await driver.observe(id)).toEqual(before);
  });

  test('a changed file is replaced without a restart', async () => {
    const { id, driver, harness, running } = await setUp();
    const before = await running(specOf(id));
    const files = filesOf({}, 'k2');
    expect(await driver.apply({ ...specOf(id), files }, { graceMs })).toEqual({ did: 'rewrote' });
    expect(await driver.observe(id)).toEqual({ ...before, filesHash: hashFiles(files) });
    if (harness.keepsFiles === 'in-volume') expect(await harness.readFile(id, '.env')).toBe('MODEL_KEY=k2\n');
    else await expect(harness.readFile(id, '.env')).rejects.toThrow();
  });

  test('a file changed behind its back is put right by apply, or does not matter at all', async () => {
    const { id, driver, harness, observed, running } = await setUp();
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

  test('without its program a start is refused by a sentence, and what runs goes on', async () => {
    const { id, harness, running } = await setUp();
    const broken = harness.createBroken();
    await expect(broken.apply(specOf(id), { graceMs })).rejects.toThrow(/gateway program/);
    const before = await running(specOf(id));
    await expect(broken.launchOf(specOf(id).launch)).rejects.toThrow(/gateway program/);
    expect(await broken.observe(id)).toEqual(before);
  });

  test('the instance knows nothing of the environment of its provisioner', async () => {
    const { id, harness, running } = await setUp();
    const { endpoint } = await running(specOf(id));
    expect(await (await fetch(`${endpoint}/env`)).text()).not.toContain(harness.ourSecret);
  });

  test('a restart that was asked for happens once, drained, on the same volume', async () => {
    const { id, driver, harness, observed, running } = await setUp();
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
    const { id, driver, harness, observed, running } = await setUp();
    await running(specOf(id));
    const larger = { ...specOf(id), launch: { ...launch, memoryMiB: 192 } };
    expect(await driver.apply(larger, { graceMs })).toEqual({ did: 'restarted' });
    const upgraded = await harness.createUpgraded();
    expect(await upgraded.launchOf(larger.launch)).not.toBe(await driver.launchOf(larger.launch));
    expect(await upgraded.apply(larger, { graceMs })).toEqual({ did: 'restarted' });
    expect((await observed(id, 'running', upgraded)).launch).toBe(await upgraded.launchOf(larger.launch));
  });
}
