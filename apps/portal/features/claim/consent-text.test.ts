import { createHash } from 'node:crypto';
import { consentText } from '@rockpool/db/membership/consent';
import { expect, test } from 'vitest';
import en from '../../messages/en.json' with { type: 'json' };
import zh from '../../messages/zh.json' with { type: 'json' };

test('the text that asks for consent has its own version: a new text needs a new version and a new sum', () => {
  const texts = [zh, en].map(({ claim: { check } }) => [check.ask, check.allow, check.promise]);
  const sum = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
  expect({ version: consentText.version, sha256: sum }).toEqual({
    version: consentText.version,
    sha256: consentText.sha256,
  });
});
