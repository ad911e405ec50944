import { expect, it } from 'vitest';
import { clockSkewMsMax } from './control-auth.ts';
import { createNonces } from './nonces.ts';

it('takes a nonce once for as long as its signature could hold', () => {
  const nonces = createNonces();
  expect(nonces.take('a', 0)).toBe('new');
  expect(nonces.take('a', 0)).toBe('used');
  expect(nonces.take('a', 2 * clockSkewMsMax)).toBe('used');
  expect(nonces.take('b', 1)).toBe('new');
});

it('holds a bounded number of them, and has room again when they are old', () => {
  const nonces = createNonces();
  let count = 0;
  while (nonces.take(`n${count}`, count) === 'new') count += 1;
  expect(count).toBe(10_000);
  expect(nonces.take('n0', count)).toBe('used');
  const later = 2 * clockSkewMsMax + 1;
  expect(nonces.take('more', later)).toBe('new');
  expect(nonces.take('and more', later)).toBe('full');
});
