import { expect, test } from 'vitest';
import { backoffMs, pauseUntil } from './backoff.ts';

test('pauses double from one second and stay at a minute', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 1000].map(backoffMs)).toEqual(
    [0, 1, 2, 4, 8, 16, 32, 60, 60, 60].map((s) => s * 1000),
  );
});

test('a pause ends at its instant, and at once when it lies further ahead than any pause', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const at = (ms: number) => new Date(now.getTime() + ms);
  expect(pauseUntil(null, now)).toBeNull();
  expect(pauseUntil(now, now)).toBeNull();
  expect(pauseUntil(at(1), now)).toEqual(at(1));
  expect(pauseUntil(at(60_000), now)).toEqual(at(60_000));
  expect(pauseUntil(at(60_001), now)).toBeNull();
});
