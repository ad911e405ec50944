import { expect, test } from 'vitest';
import { decodeFile } from './decode-file.ts';

test('a file is read as UTF-8, with or without its mark, and else as Chinese spreadsheets write', () => {
  expect(decodeFile(new TextEncoder().encode('手机号,套餐'))).toBe('手机号,套餐');
  expect(decodeFile(new TextEncoder().encode('\ufeff手机号'))).toBe('手机号');
  // 手机号 in GB 18030
  expect(decodeFile(new Uint8Array([0xca, 0xd6, 0xbb, 0xfa, 0xba, 0xc5]))).toBe('手机号');
});
