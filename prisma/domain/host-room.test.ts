import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptiest, spread, takesMore, type HostRoom } from './host-room.ts';

const host = (name: string, more: Partial<HostRoom> = {}): HostRoom => {
  const { capacity = null, taken = 0 } = more;
  const room = capacity === null ? null : Math.max(capacity - taken, 0);
  return { name, capacity, taken, room, accepting: true, away: false, ...more };
};

test.each([
  [
    'the least full, not the one with the most places',
    [host('a', { capacity: 100, taken: 60 }), host('b', { capacity: 10, taken: 2 })],
    'b',
  ],
  [
    'without limits the one with the fewest computers',
    [host('a', { taken: 3 }), host('b', { taken: 2 })],
    'b',
  ],
  ['of equals the first by name', [host('b'), host('a')], 'a'],
  [
    'never one that is closed, away or full',
    [host('a', { accepting: false }), host('b', { away: true }), host('c', { capacity: 1, taken: 1 })],
    null,
  ],
  ['nobody of nobody', [], null],
])('chosen is %s', (_what, hosts, name) => {
  expect(emptiest(hosts)?.name ?? null).toBe(name);
});

const anyHosts = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      capacity: fc.option(fc.integer({ min: 0, max: 12 })),
      taken: fc.integer({ min: 0, max: 14 }),
      accepting: fc.boolean(),
      away: fc.boolean(),
    }),
    { selector: ({ name }) => name },
  )
  .map((hosts) => hosts.map(({ name, ...more }) => host(name, more)));

test('spreading never goes beyond the room, and stops before only where nobody takes more', () => {
  fc.assert(
    fc.property(anyHosts, fc.integer({ min: 0, max: 40 }), (hosts, count) => {
      const chosen = spread(hosts, count);
      for (const { name, room, ...rest } of hosts) {
        const given = chosen.filter((each) => each === name).length;
        expect(given).toBeLessThanOrEqual(room ?? Infinity);
        if (!takesMore({ name, room, ...rest })) expect(given).toBe(0);
      }
      const places = hosts.filter(takesMore).reduce((sum, { room }) => sum + (room ?? Infinity), 0);
      expect(chosen.length).toBe(Math.min(count, places));
    }),
  );
});

test('spreading keeps equal hosts equal to within one', () => {
  const chosen = spread(
    [host('a', { capacity: 50 }), host('b', { capacity: 50 }), host('c', { capacity: 50 })],
    100,
  );
  const counts = ['a', 'b', 'c'].map((name) => chosen.filter((each) => each === name).length);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
});
