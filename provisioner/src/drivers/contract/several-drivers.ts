/** Several drivers on one installation, as several provisioners have them. */
import { expect, test } from 'vitest';
import { graceMs, specOf, type SetUp } from './harness.ts';

export function testSeveralDrivers(setUp: SetUp) {
  test('a second driver adopts what the first one started, and sees it end', async () => {
    const { id, driver, harness, running } = await setUp();
    const before = await running(specOf(id));
    const second = harness.create();
    expect(await second.observe(id)).toEqual(before);
    expect(await second.apply(specOf(id), { graceMs })).toEqual({ did: 'nothing' });
    await second.stop(id, { graceMs });
    expect((await driver.observe(id)).state).toBe('stopped');
  });

  test('drivers that start the same instance at once make one program', async () => {
    const { id, driver, harness, observed } = await setUp();
    const drivers = [driver, harness.create(), harness.create(), harness.create()];
    const done = await Promise.all(drivers.map((each) => each.apply(specOf(id), { graceMs })));
    expect(done.map(({ did }) => did).sort()).toEqual(['nothing', 'nothing', 'nothing', 'started']);
    await observed(id, 'running');
    expect(await harness.programsOf(id)).toBe(1);
  });

  test('apply and stop at once end in one of the two states, whole', async () => {
    const { id, driver, harness, running } = await setUp();
    await running(specOf(id));
    await Promise.all([
      driver.stop(id, { graceMs }),
      harness.create().apply({ ...specOf(id), restarts: 1 }, { graceMs }),
    ]);
    const { state } = await driver.observe(id);
    expect(await harness.programsOf(id)).toBe(state === 'stopped' ? 0 : 1);
  });
}
