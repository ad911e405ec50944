import { expect, test } from 'vitest';
import { nameEnd, pickLastWords } from './name-end.ts';

test.each([
  [{ reason: 'crashed', code: 1, signal: null } as const, 'the gateway ended with code 1'],
  [{ reason: 'crashed', code: null, signal: 'SIGSEGV' } as const, 'the gateway ended by SIGSEGV'],
  [{ reason: 'oom', code: null, signal: 'SIGABRT' } as const, 'the gateway ran out of memory'],
  [{ reason: 'killed', code: null, signal: 'SIGKILL' } as const, 'the gateway was killed by SIGKILL'],
  [{ reason: 'unknown', code: null, signal: null } as const, 'the gateway ended'],
])('an end is one sentence: %j', (exit, sentence) => {
  expect(nameEnd(exit, '')).toBe(sentence);
  expect(nameEnd(exit, 'no such file')).toBe(`${sentence}: no such file`);
});

test('of a stack trace the error is told', () => {
  const lines = [
    'node:internal/modules/cjs/loader:1386',
    '  throw err;',
    '  ^',
    '',
    "Error: Cannot find module '/srv/gateway.cjs'",
    '    at Module._resolveFilename (node:internal/modules/cjs/loader:1383:15)',
    'Node.js v24.21.0',
  ];
  expect(pickLastWords(lines, [])).toBe("Error: Cannot find module '/srv/gateway.cjs'");
});

test('of JSON lines the message and its error are told', () => {
  const line = JSON.stringify({ level: 50, msg: 'cannot listen', err: { message: 'EADDRINUSE' } });
  expect(pickLastWords([line, JSON.stringify({ level: 30, msg: 'bye' })], [])).toBe(
    'cannot listen: EADDRINUSE',
  );
});

test('secrets and length stay out', () => {
  expect(pickLastWords(['error: key sk-123456 refused, sk-123456'], ['sk-123456'])).toBe(
    'error: key [redacted] refused, [redacted]',
  );
  expect(pickLastWords([`error ${'x'.repeat(5000)}`], []).length).toBe(240);
  expect(pickLastWords([], [])).toBe('');
});
