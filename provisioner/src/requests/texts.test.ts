import { expect, test } from 'vitest';
import type { ChatRenewalOutcome } from '@rockpool/db/ledger/renew-by-request';
import { refusalReasons, type Refusal } from '@rockpool/db/domain/refusals';
import { renewalText, statusText } from './texts.ts';

const expiresAt = new Date('2026-03-10T07:00:00Z');
const full: Refusal = { reason: 'bank_full', available: 7, max: 7, roomAt: expiresAt };
const renewed: ChatRenewalOutcome = {
  ...{ kind: 'renewed', days: 1, points: 0, expiresAt, availableDays: 2, endedBy: null },
};
const reader = (locale: 'zh' | 'en', zone = 'Asia/Shanghai') => ({
  ...{ locale, zone, portalUrl: 'https://pool.example.com' },
});

test.each([
  ['zh', 'Asia/Shanghai', '已续用 1 天。可用 2 天，到期时间：3月10日 15:00。'],
  ['en', 'Asia/Shanghai', 'Renewed by 1 day. 2 days available, until 10 March, 15:00.'],
  ['en', 'America/New_York', 'Renewed by 1 day. 2 days available, until 10 March, 03:00.'],
] as const)('a renewal in %s, with the time of %s', (locale, zone, text) => {
  expect(renewalText(renewed, 1, reader(locale, zone))).toBe(text);
});

test('a top-up that filled the bank is complete, a number that did not fit is explained', () => {
  const partial = { ...renewed, days: 6, endedBy: full };
  expect(renewalText(partial, 'top-up', reader('zh'))).not.toContain('没有续更多');
  expect(renewalText(partial, 9, reader('zh'))).toContain('没有续更多：可用天数最多 7 天');
});

test('a price says what to send to agree', () => {
  const price: ChatRenewalOutcome = { kind: 'price', days: 2, points: 200, balance: 250 };
  expect(renewalText(price, 2, reader('zh'))).toContain('/renew 2 points');
  expect(renewalText(price, 'top-up', reader('en'))).toContain('/renew top-up points');
});

test('every refusal has words in both languages', () => {
  for (const reason of refusalReasons) {
    const refusal = {
      ...{ reason, available: 7, max: 7, roomAt: expiresAt, endsAt: expiresAt, gainMs: 1 },
      ...{ granted: 31, missing: [], needed: 100, balance: 3 },
    } as unknown as Refusal;
    for (const locale of ['zh', 'en'] as const) {
      const text = renewalText({ kind: 'refused', refusal }, 1, reader(locale));
      expect(text.length).toBeGreaterThan(10);
      expect(text).not.toMatch(/undefined|NaN|Invalid/);
    }
  }
});

test.each([
  [{ expiresAt, availableDays: 2, waits: false }, '可用 2 天，到期时间：3月10日 15:00'],
  [{ expiresAt: null, availableDays: 1, waits: true }, '可用 1 天，首次运行后开始计时'],
  [{ expiresAt: null, availableDays: 0, waits: false }, '没有可用天数'],
])('the line of /status %#', (facts, text) => expect(statusText(facts, reader('zh'))).toBe(text));
