import { expect, test } from 'vitest';
import { chooseLocale } from './locale.ts';

test.each([
  ['en', 'zh-CN', 'en'],
  ['zh', 'en-US', 'zh'],
  ['fr', 'en-US', 'en'],
  [undefined, 'en-GB,en;q=0.9,zh;q=0.8', 'en'],
  [undefined, 'fr-FR,zh;q=0.3,en;q=0.7', 'en'],
  [undefined, 'en;q=0,zh', 'zh'],
  [undefined, 'fr', 'zh'],
  [undefined, ';;;,', 'zh'],
  [undefined, null, 'zh'],
])('cookie %s and Accept-Language %s give %s', (cookie, header, locale) => {
  expect(chooseLocale(cookie, header)).toBe(locale);
});
