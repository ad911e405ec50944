import { describe, expect, test } from 'vitest';
import { Reach } from './reach.ts';

describe('what instances may reach', () => {
  test('is pairs of what is written and what is reached', () => {
    expect(Reach.parse('127.0.0.1:3001=172.17.0.1:3001, sandbox.local:80=10.0.0.2:8080')).toEqual([
      { from: { host: '127.0.0.1', port: 3001 }, to: { host: '172.17.0.1', port: 3001 } },
      { from: { host: 'sandbox.local', port: 80 }, to: { host: '10.0.0.2', port: 8080 } },
    ]);
  });
  test('may be nothing', () => expect(Reach.parse('')).toEqual([]));
  test.each([
    '127.0.0.1:3001',
    'a:1=sandbox.local:80',
    'a:1=10.0.0.0/8:80',
    'a:1=10.0.0.1:0',
    'a:1=10.0.0.1:99999',
    'a:1=b:2=10.0.0.1:3',
  ])('is never guessed: %s', (text) => expect(Reach.safeParse(text).success).toBe(false));
});
