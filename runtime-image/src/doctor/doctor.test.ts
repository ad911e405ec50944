import { describe, expect, it } from 'vitest';
import { judgeClock, judgeDisk, judgeScopes } from './judge.ts';

const mebibyte = 1_048_576;

describe('judgments', () => {
  it.each([
    [500 * mebibyte, 'ok'],
    [100 * mebibyte, 'warning'],
    [1 * mebibyte, 'failed'],
    [null, 'warning'],
  ])('%s free bytes are %s', (bytes, state) => {
    const finding = judgeDisk(bytes, '/data');
    expect(finding.state).toBe(state);
    expect(finding.todo === null).toBe(state === 'ok');
  });

  it.each([
    [0, 'ok'],
    [-59_000, 'ok'],
    [61_000, 'warning'],
    [-301_000, 'failed'],
    [null, 'warning'],
  ])('a clock that is %s ms ahead is %s', (offset, state) => {
    expect(judgeClock(offset).state).toBe(state);
  });

  it('a missing scope is named with what to do, and scopes that cannot be read are no failure', () => {
    const missing = judgeScopes('feishu', ['a', 'b'], ['a', 'c']);
    expect(missing).toMatchObject({ state: 'failed', says: { en: 'Scopes are missing: c' } });
    expect(judgeScopes('feishu', ['a', 'c'], ['a', 'c'])).toMatchObject({ state: 'ok', todo: null });
    expect(judgeScopes('feishu', null, ['a']).state).toBe('warning');
  });
});
