import { expect, test } from 'vitest';
import { parseSettings, settingKeys } from './settings.ts';

test('what is not stored, or not usable any more, is its default', () => {
  const defaults = parseSettings({});
  expect(Object.keys(defaults)).toEqual(settingKeys);
  expect(parseSettings({ 'audit.retentionDays': 'many', unknown: 1 })).toEqual(defaults);
  expect(parseSettings({ 'audit.retentionDays': 30 })).toEqual({ ...defaults, 'audit.retentionDays': 30 });
});
