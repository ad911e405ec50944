/** How programs end, when they are asked to and by themselves, and what is left. */
import { expect, test } from 'vitest';
import { until } from '../../testing/until.ts';
import { graceMs, launch, specOf, type SetUp } from './harness.ts';

export function testEnds(setUp: SetUp) {
  test('stop drains and keeps the volume; apply starts on it again', async () => {
    const { id, driver, harness, observed, running } = await setUp();
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
    const { id, driver, harness, running } = await setUp();
    await running(specOf(id, { ignoreSigterm: true }));
    await driver.stop(id, { graceMs: 200 });
    expect(await driver.observe(id)).toMatchObject({ state: 'stopped', exit: { reason: 'asked' } });
    expect(await harness.programsOf(id)).toBe(0);
  });

  test('destroy removes program and volume, and may be repeated', async () => {
    const { id, driver, harness, running } = await setUp();
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
    const { id, driver } = await setUp();
    await driver.apply(specOf(id, { exitAtOnce: 3, print: 'the reason' }), { graceMs });
    await until('the exit was seen', async () => {
      const seen = await driver.observe(id);
      return seen.state === 'stopped' && seen.exit?.code === 3 && seen.exit.reason === 'crashed';
    });
    expect((await driver.logs(id, { tail: 1 })).join()).toContain('the reason');
  });

  test('out of memory is named', async () => {
    const { id, driver } = await setUp();
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
    const { id, driver, harness, observed, running } = await setUp();
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
}
