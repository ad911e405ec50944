import { expect, it } from 'vitest';
import { isOwnOrigin } from './own-origin.ts';

it.each([
  ['https://pool.example.com', 'pool.example.com', true],
  ['https://pool.example.com', '10.0.0.5:3000', true],
  ['http://127.0.0.1:3000', '127.0.0.1:3000', true],
  ['https://evil.example', 'pool.example.com', false],
  ['https://pool.example.com.evil.example', 'pool.example.com', false],
  ['null', 'pool.example.com', false],
  [null, 'pool.example.com', false],
])('a request from %s to %s is ours: %s', (origin, host, expected) => {
  expect(isOwnOrigin(origin, host, 'https://pool.example.com')).toBe(expected);
});
