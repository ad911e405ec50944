import { expect, test } from 'vitest';
import { formatDay, formatRelative, formatTime } from './format-time.ts';

const now = '2026-03-10T10:20:00Z';

test.each([
  ['2026-04-07T10:20:00Z', '28 天后', 'in 28 days'],
  ['2026-03-10T10:19:20Z', '40 秒钟前', '40 seconds ago'],
  ['2026-03-10T13:30:00Z', '3 小时后', 'in 3 hours'],
  ['2026-03-10T10:20:04Z', '现在', 'now'],
  ['2026-03-11T10:20:00Z', '明天', 'tomorrow'],
])('%s is told as in the other texts: spaced in Chinese, plain in English', (at, zh, en) => {
  expect(formatRelative(at, now, 'zh')).toBe(zh);
  expect(formatRelative(at, now, 'en')).toBe(en);
});

test('a calendar day is the same day wherever the reader is', () => {
  expect(formatDay('2026-03-10', 'zh')).toBe('2026年3月10日');
  expect(formatDay('2026-03-10', 'en')).toBe('10 March 2026');
  expect(formatDay('2026-12-31', 'en', 'day')).toBe('31 December');
  expect(formatDay('2026-12-31', 'en', 'shortDay')).toBe('31/12');
  expect(formatDay('2026-12-31', 'zh', 'shortDay')).toBe('12/31');
});

test('an instant is shown in the zone that is asked for', () => {
  expect(formatTime(now, 'dateTime', 'zh', 'Asia/Shanghai')).toBe('3月10日 18:20');
  expect(formatTime(now, 'dateTime', 'en', 'UTC')).toBe('10 Mar, 10:20');
});
