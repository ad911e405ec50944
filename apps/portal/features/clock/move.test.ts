import { expect, test } from 'vitest';
import { clockMove } from './move.ts';

const now = new Date('2026-03-01T00:00:00Z');

test.each([
  ['hour', null, { byMs: 3_600_000 }],
  ['day', null, { byMs: 86_400_000 }],
  ['week', null, { byMs: 604_800_000 }],
  ['real', null, 'reset'],
  ['expiry', new Date('2026-03-01T01:00:00Z'), { byMs: 59 * 60_000 }],
  ['expiry', new Date('2026-03-01T00:01:00Z'), null],
  ['expiry', new Date('2026-02-28T00:00:00Z'), null],
  ['expiry', null, null],
] as const)('the jump %s with the expiry at %s moves by %j', (jump, expiresAt, move) => {
  expect(clockMove(jump, now, expiresAt)).toEqual(move);
});
