import { expect, test } from 'vitest';
import { formatSize } from './format-size.ts';

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [3_449_000, '3.45 MB'],
  [16 * 1024 ** 3, '17.2 GB'],
  [5e15, '5,000 TB'],
])('%i bytes read %s', (bytes, expected) => {
  expect(formatSize(bytes, 'en')).toBe(expected);
});

test('a Chinese word stands apart from its figure', () => {
  expect(formatSize(957, 'zh')).toBe('957 字节');
  expect(formatSize(3_449_000, 'zh')).toBe('3.45 MB');
});
