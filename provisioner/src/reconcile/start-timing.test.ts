import { Registry } from 'prom-client';
import { beforeEach, expect, test } from 'vitest';
import { createMetrics, type Metrics } from '../metrics.ts';
import { timeStart } from './start-timing.ts';

let metrics: Metrics;
let now: number;
beforeEach(() => {
  metrics = createMetrics({ readStarts: () => 0 });
  now = 1_000;
  expect(metrics.registry).toBeInstanceOf(Registry);
});

const seconds = async (histogram: 'starts' | 'jobToAction') => {
  const { values } = await metrics[histogram].get();
  return values
    .filter(({ metricName }) => metricName?.endsWith('_sum'))
    .map(({ labels, value }) => [...Object.values(labels), value]);
};

test('a start counts from the first decision, waiting for its turn included, to being ready', async () => {
  const timing = timeStart(metrics, 400, () => now);
  timing.decided({ action: 'start', phase: 'provisioning' });
  now = 3_000;
  timing.decided({ action: 'start', phase: 'provisioning' });
  timing.acts('start');
  now = 4_000;
  timing.decided({ action: 'wait', phase: 'provisioning' });
  now = 4_500;
  timing.decided({ action: 'nothing', phase: 'running' });
  expect(await seconds('starts')).toEqual([['ready', 3.5]]);
  expect(await seconds('jobToAction')).toEqual([['start', 2.6]]);
});

test('a start that ends in a pause, or throws, counts as failed, once', async () => {
  const paused = timeStart(metrics, now, () => now);
  paused.decided({ action: 'start', phase: 'provisioning' });
  paused.decided({ action: 'nothing', phase: 'failed' });
  paused.decided({ action: 'nothing', phase: 'failed' });
  const thrown = timeStart(metrics, now, () => now);
  thrown.decided({ action: 'restart', phase: 'provisioning' });
  thrown.gaveUp();
  const { values } = await metrics.starts.get();
  expect(values.find(({ metricName }) => metricName?.endsWith('_count'))).toMatchObject({
    labels: { outcome: 'failed' },
    value: 2,
  });
});

test('a look at what runs already is no start', async () => {
  const timing = timeStart(metrics, now, () => now);
  timing.decided({ action: 'nothing', phase: 'running' });
  expect(await seconds('starts')).toEqual([]);
  expect(await seconds('jobToAction')).toEqual([]);
});
