import { expect, test } from 'vitest';
import { sumPlaces } from './places.ts';

const host = { away: false, accepting: true, capacity: 10, room: 4 };

test.each([
  ['are summed up', [host, { ...host, capacity: 5, room: 5 }], { free: 9, all: 15 }],
  [
    'of a silent or closed host are not free',
    [host, { ...host, away: true }, { ...host, accepting: false }],
    { free: 4, all: 30 },
  ],
  ['have no end where one host has no limit', [host, { ...host, capacity: null, room: null }], null],
])('places %s', (_what, hosts, places) => {
  expect(sumPlaces(hosts)).toEqual(places);
});
