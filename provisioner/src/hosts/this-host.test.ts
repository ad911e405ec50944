import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMetrics } from '../metrics.ts';
import { until } from '../testing/until.ts';
import { createWorld, type World } from '../testing/world.ts';
import { createThisHost } from './this-host.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.dispose());

test('what a job still started while its host was being declared lost is stopped too', async () => {
  const { db } = world;
  await db.lostHost.create({ data: { name: 'main' } });
  const alive = new Set(['first']);
  const driver = {
    ...world.driver,
    list: async () => [...alive].map((id) => ({ id, alive: true })),
    stop: async (id: string) => void alive.delete(id),
  };
  const ending = new AbortController();
  let ends = 0;
  const host = createThisHost({
    ...{ config: world.config.host, db, driver, disk: 'none', log: pino({ level: 'silent' }) },
    metrics: createMetrics({ readStarts: () => 0 }),
    ending: ending.signal,
    end: () => void ends++,
  });
  await host.begin([]);
  await until('the service is to end', async () => ends > 0);
  expect([...alive]).toEqual([]);

  alive.add('second');
  ending.abort();
  await host.end();
  expect([...alive]).toEqual([]);
});
