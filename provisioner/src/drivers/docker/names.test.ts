import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { bridgePrefix, labelsOf, namesOf } from './names.ts';

const id = '0b5a1f6e-3c2d-4e8f-9a7b-1c2d3e4f5a6b';

test('container, network and volume are named by installation and instance', () => {
  expect(namesOf('demo1', id).name).toBe(`rockpool-demo1-${id}`);
  expect(labelsOf('demo1', id)).toEqual({ 'rockpool.installation': 'demo1', 'rockpool.instance': id });
});

test("an interface's name fits the kernel and begins as the walls expect", () => {
  for (const installation of ['abcd', 'abcdefgh', 'a1b2c3']) {
    const { bridge } = namesOf(installation, randomUUID());
    expect(bridge).toMatch(/^rp[a-z0-9]{4}[0-9a-f]{8}$/);
    expect(bridge.length).toBeLessThanOrEqual(15);
    expect(bridge.startsWith(bridgePrefix(installation))).toBe(true);
  }
});

test('names stay the same for ever: what runs would be lost otherwise', () => {
  expect(namesOf('demo1', id)).toEqual(namesOf('demo1', id));
  expect(namesOf('demo1', id).bridge).toBe('rpdemo01b4d651');
});

test('thousands of instances have interfaces of their own', () => {
  const bridges = new Set(Array.from({ length: 3_000 }, () => namesOf('demo1', randomUUID()).bridge));
  // A pair among 3,000 of 32 bits is met once in a thousand runs.
  expect(bridges.size).toBeGreaterThanOrEqual(2_999);
});
