import { expect, it } from 'vitest';
import { createAllowance } from './allowance.ts';

const hourMs = 3_600_000;

it('gives exactly so many uses in any hour, to each user', () => {
  const allowance = createAllowance(2);
  expect(allowance.take('a', 0).ok).toBe(true);
  expect(allowance.take('a', 1_000).ok).toBe(true);
  expect(allowance.take('a', 2_000)).toEqual({ ok: false, retryAt: hourMs });
  expect(allowance.take('b', 2_000).ok).toBe(true);
  expect(allowance.take('a', hourMs - 1).ok).toBe(false);
  expect(allowance.take('a', hourMs).ok).toBe(true);
  expect(allowance.take('a', hourMs)).toEqual({ ok: false, retryAt: hourMs + 1_000 });
});
