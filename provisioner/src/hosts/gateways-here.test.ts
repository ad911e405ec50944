import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Observation } from '../drivers/driver.ts';
import { createGatewaysHere } from './gateways-here.ts';

const run = { endpoint: 'http://10.0.0.2:18789', filesHash: '', restarts: 0, launch: '', startedAt: 0 };
const running: Observation = { state: 'running', ...run };

test('a flood of unknown ids keeps sixteen searches busy at most, and what is known is found meanwhile', async () => {
  const { promise: answered, resolve } = Promise.withResolvers<void>();
  let asked = 0;
  const known = randomUUID();
  const gateways = createGatewaysHere({
    driver: { observe: async () => running },
    livesHere: async () => {
      asked += 1;
      await answered;
      return false;
    },
  });
  gateways.note(known, run.endpoint);
  const flood = Array.from({ length: 200 }, () => gateways.locate(randomUUID()));
  expect(await gateways.locate(known)).toBe(run.endpoint);
  expect(asked).toBe(16);
  resolve();
  expect(await Promise.all(flood)).toEqual(flood.map(() => null));
  void gateways.locate(randomUUID());
  expect(asked).toBe(17);
});

test.each([
  ['runs', running, run.endpoint],
  ['starts', { state: 'starting', ...run } satisfies Observation, null],
  ['is stopped', { state: 'stopped', exit: null } satisfies Observation, null],
  ['is absent', { state: 'absent' } satisfies Observation, null],
])('one that no look has come to yet and that %s', async (_what, seen, endpoint) => {
  const gateways = createGatewaysHere({ driver: { observe: async () => seen }, livesHere: async () => true });
  expect(await gateways.locate(randomUUID())).toBe(endpoint);
});

test('a driver or a database that does not answer means away, not an error, and is asked again', async () => {
  let well = false;
  const gateways = createGatewaysHere({
    driver: { observe: async () => running },
    livesHere: async () => {
      if (!well) throw new Error('gone');
      return true;
    },
  });
  const id = randomUUID();
  expect(await gateways.locate(id)).toBeNull();
  well = true;
  expect(await gateways.locate(id)).toBe(run.endpoint);
});

test('what a look saw holds until the next one, and what lives elsewhere is forgotten', async () => {
  const id = randomUUID();
  const gateways = createGatewaysHere({
    driver: { observe: async () => running },
    livesHere: async () => false,
  });
  gateways.note(id, 'http://one');
  gateways.note(id, null);
  expect([await gateways.locate(id), gateways.answering.size]).toEqual([null, 0]);
  gateways.note(id, 'http://two');
  expect([await gateways.locate(id), gateways.answering.size]).toEqual(['http://two', 1]);
  gateways.forget(id);
  expect([await gateways.locate(id), gateways.answering.size]).toEqual([null, 0]);
});
