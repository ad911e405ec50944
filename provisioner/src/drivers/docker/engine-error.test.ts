import { expect, test } from 'vitest';
import { namedError } from './engine-error.ts';

const place = { socketPath: '/engine.sock', timedOutMs: null };
const answered = (statusCode: number, message: string) =>
  Object.assign(new Error(`(HTTP code ${statusCode}) ${message}`), { statusCode, json: { message } });

test.each([
  ['not_found', answered(404, 'No such container: x')],
  ['conflict', answered(409, 'The container name "/x" is already in use')],
  ['conflict', answered(403, 'Pool overlaps with other one on this address space')],
  ['conflict', answered(403, 'conflicts with network 1 (rpx): networks have same bridge name')],
  ['failed', answered(403, 'network x has active endpoints')],
  ['failed', answered(500, 'server error')],
  ['failed', new Error('the build said no')],
  ['unreachable', Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' })],
  ['unreachable', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
  ['unreachable', new Error('socket hang up')],
])('%s: %s', (kind, error) => {
  expect(namedError(error, place).kind).toBe(kind);
});

test('only an answer of the engine can mean that something is not there', () => {
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  expect(namedError(error, place)).toMatchObject({ kind: 'unreachable', status: null });
});

test('the words are those of the engine, and name it when it says nothing', () => {
  expect(namedError(answered(500, 'no space left'), place).message).toBe(
    'the Docker engine says: no space left',
  );
  expect(namedError(new Error('aborted'), { ...place, timedOutMs: 10_000 }).message).toBe(
    'the Docker engine at /engine.sock does not answer within 10 s',
  );
});
