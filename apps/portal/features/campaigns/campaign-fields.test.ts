import { autoGlmPolicy } from '@rockpool/db/domain/policy';
import { expect, test } from 'vitest';
import { fieldsInConflict, fieldsOf, mergeFields, newFields, readFields } from './campaign-fields.ts';

const draft = {
  slug: 'spring',
  name: { zh: '春天', en: 'Spring' },
  stock: 5,
  policy: { ...autoGlmPolicy, entry: 'invitation' as const, waitingList: true },
};
const fields = fieldsOf(draft);

test('what the editor shows is read back as it was stored', () => {
  expect(readFields(fields)).toEqual({ kind: 'draft', draft });
  const unlimited = { ...draft, stock: null, policy: { ...draft.policy, points: null } };
  expect(readFields(fieldsOf(unlimited))).toEqual({ kind: 'draft', draft: unlimited });
});

test('a new campaign lacks its names and its address, and nothing else', () => {
  expect(readFields(newFields('2026-11-22'))).toEqual({
    kind: 'wrong',
    problems: { nameZh: 'empty', nameEn: 'empty', slug: 'empty' },
  });
});

test.each([
  ['slug', 'Spring!', 'slug'],
  ['zone', 'Mars/Olympus', 'zone'],
  ['claimFirstDay', '2026-02-30', 'date'],
  ['claimLastDay', '2026-02-09', 'before_first'],
  ['lastDayOfUse', '2026-03-09', 'before_last_claim'],
  ['lastDayOfUse', '12026-04-10', 'date'],
  ['firstGrantDays', '0', 'number'],
  ['totalDaysMax', '1e3', 'number'],
  ['totalDaysMax', '3661', 'number'],
  ['retentionDays', '', 'empty'],
  ['pointsClaim', '-1', 'number'],
  ['pointsDay', '99999999999', 'number'],
  ['stock', '1.5', 'number'],
  ['nameEn', 'x'.repeat(81), 'too_long'],
] as const)('%s "%s" is named beside its field', (name, value, problem) => {
  const read = readFields({ ...fields, [name]: value });
  expect(read).toMatchObject({ kind: 'wrong', problems: { [name]: problem } });
});

test('a campaign that nobody could claim is refused', () => {
  const read = readFields({ ...fields, lite: '', pro: '', max: '', takesPoints: '' });
  expect(read).toEqual({ kind: 'wrong', problems: { pro: 'nobody' } });
});

test('of two editors each keeps what they typed, and only a field that both changed is in conflict', () => {
  const mine = { ...fields, nameEn: 'Mine', bankDaysMax: '9' };
  const theirs = { ...fields, bankDaysMax: '5', stock: '50' };
  expect(fieldsInConflict(fields, mine, theirs)).toEqual(['bankDaysMax']);
  expect(mergeFields(fields, mine, theirs)).toEqual({
    ...fields,
    nameEn: 'Mine',
    bankDaysMax: '9',
    stock: '50',
  });
});
