import { parseSettings, settingKeys, settingShapes } from '@rockpool/db/domain/settings';
import { expect, test } from 'vitest';
import { textOf, valueOf } from './setting-form.ts';

test.each([
  ['console.allowedIps', { value: '203.0.113.9\n 10.0.0.0/8, ::1' }, ['203.0.113.9', '10.0.0.0/8', '::1']],
  ['console.allowedIps', { value: ' ' }, []],
  ['plan.graceDays', { value: ' 14 ' }, 14],
  ['plan.graceDays', { value: '1e3' }, '1e3'],
  ['plan.graceDays', {}, ''],
  [
    'reminders.night',
    { fromHour: '22', toHour: '8', eveningHour: '20' },
    { fromHour: 22, toHour: 8, eveningHour: 20 },
  ],
  ['support.contact', { value: ' help@example.com ' }, 'help@example.com'],
] as const)('%s from %j', (key, fields, value) => {
  expect(valueOf(key, fields)).toEqual(value);
});

test('what a form shows of a default, sent back, is the default', () => {
  const defaults = parseSettings({});
  for (const key of settingKeys) {
    const value = defaults[key];
    const fields =
      key === 'reminders.night'
        ? Object.fromEntries(Object.entries(value).map(([name, hour]) => [name, String(hour)]))
        : { value: textOf(value) };
    expect(settingShapes[key].parse(valueOf(key, fields))).toEqual(value);
  }
});
