import { describe, expect, it } from 'vitest';
import {
  choice,
  duration,
  keyedWords,
  nothingMore,
  onOff,
  UsageError,
  wholeNumber,
  wordsOf,
} from './arguments.ts';

const sentenceOf = (work: () => unknown): UsageError['sentence'] => {
  try {
    work();
  } catch (error) {
    if (error instanceof UsageError) return error.sentence;
    throw error;
  }
  throw new Error('it was allowed');
};
const second = { minMs: 1_000, maxMs: 3_600_000 };

describe('arguments', () => {
  it('are words; those in quotes stay together', () => {
    expect(wordsOf(' a  "b c" “d e” \'f g\' h ')).toEqual(['a', 'b c', 'd e', 'f g', 'h']);
    expect(wordsOf('  ')).toEqual([]);
  });

  it('that choose are read in any case, and a wrong one hears what is allowed in both languages', () => {
    expect(choice('FULL', ['off', 'full'])).toBe('full');
    expect(sentenceOf(() => choice('x'.repeat(500), ['off', 'full'])).en.length).toBeLessThan(120);
    expect(sentenceOf(() => choice('perhaps', ['off', 'full']))).toEqual({
      zh: '不能用“perhaps”，可以用：`off`、`full`。',
      en: '"perhaps" is not allowed; allowed: `off`, `full`.',
    });
    expect(sentenceOf(() => choice(undefined, ['off'])).en).toContain('missing');
  });

  it.each([
    ['on', 'on'],
    ['开启', 'on'],
    ['OFF', 'off'],
    ['关闭', 'off'],
  ])('%s switches %s', (word, state) => expect(onOff(word)).toBe(state));

  it.each([
    ['1500ms', 1_500],
    ['2s', 2_000],
    ['2', 2_000],
    ['1.5m', 90_000],
    ['5分钟', 300_000],
    ['1h', 3_600_000],
  ])('%s is %d ms', (word, ms) => expect(duration(word, second)).toBe(ms));

  it.each(['', '0s', '2h', '-1s', '1 year', 'NaN', '1e99'])('%j is no duration from 1 s to 1 h', (word) => {
    expect(sentenceOf(() => duration(word, second)).en).toContain('write 1s to 1h');
  });

  it('that are numbers stay in their bounds', () => {
    expect(wholeNumber('20', { min: 1, max: 100 })).toBe(20);
    for (const word of ['0', '101', '1.5', 'x', undefined, '99999999999'])
      expect(sentenceOf(() => wholeNumber(word, { min: 1, max: 100 })).en).toContain('from 1 to 100');
  });

  it('with keys are found by them, and an unknown key hears which there are', () => {
    expect(keyedWords('security=full ask:on-miss x', ['security', 'ask'])).toEqual({
      keyed: { security: 'full', ask: 'on-miss' },
      rest: ['x'],
    });
    expect(sentenceOf(() => keyedWords('node=1', ['security', 'ask'])).en).toContain('`security`, `ask`');
    expect(sentenceOf(() => nothingMore(['a', 'b'])).zh).toContain('a b');
  });
});
