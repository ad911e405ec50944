import { expect, test } from 'vitest';
import { reminderText, type ReminderWords } from './texts.ts';

const words: ReminderWords = {
  ...{ kind: 'before_2h', outlook: 'renew', locale: 'zh', zone: 'Asia/Shanghai' },
  now: new Date('2026-03-10T05:00:00Z'),
  expiresAt: new Date('2026-03-10T07:00:00Z'),
  keptUntil: new Date('2026-05-10T16:00:00Z'),
  portalUrl: 'https://pool.example.com',
};

test.each<[string, Partial<ReminderWords>, string]>([
  [
    'names the end, what is left and both ways to renew',
    {},
    '将在 3月10日 15:00 到期（还有约 2 小时）。回复 /renew',
  ],
  ['in English', { locale: 'en' }, 'expires on 10 March, 15:00 (about 2 hours left). Reply /renew'],
  ['in another zone', { zone: 'Europe/London' }, '3月10日 07:00'],
  ['of minutes', { now: new Date('2026-03-10T06:40:00Z') }, '约 20 分钟'],
  [
    'that is the last one asks for nothing but the page',
    { kind: 'expired' },
    'https://pool.example.com/computer 续用后会自动恢复',
  ],
  [
    'of the end of use speaks of export, not of renewing',
    { outlook: 'final' },
    '不能再续用。数据保留到 5月11日 00:00',
  ],
  ['without the pages’ address', { portalUrl: null }, '请到云电脑页面续用'],
])('a reminder %s', (_, more, expected) => expect(reminderText({ ...words, ...more })).toContain(expected));

test('no text of the end of use names /renew', () => {
  for (const locale of ['zh', 'en'] as const)
    for (const kind of ['before_24h', 'before_2h', 'expired'] as const)
      expect(reminderText({ ...words, locale, kind, outlook: 'final' })).not.toMatch(/\/renew|undefined/);
});
