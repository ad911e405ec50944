import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../audit/write.ts';
import { fileBytesMax } from '../membership/import.ts';
import { previewImport } from '../membership/preview-import.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { importMembershipFile } from './memberships.ts';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
beforeEach(() => database.db.membership.deleteMany());
afterAll(() => database.drop());

const operator: Actor = { kind: 'staff', id: 'a', name: 'ops@example.com', role: 'operator', address: '::1' };
const header = 'phone,tier,valid_until';
const file = (...lines: string[]) => ({ name: 'plans.csv', csv: lines.join('\n') });
const apply = (of: ReturnType<typeof file>, mode: 'merge' | 'replace' = 'merge') =>
  importMembershipFile(database.db, operator, { ...of, mode });

test('a preview counts what a file would do and writes nothing', async () => {
  const { db } = database;
  await apply(file(header, '13800000001,pro,', '13800000002,pro,', '13800000003,max,'));
  const next = file(header, '13800000001,pro,', '13800000002,max,', '13800000004,lite,2027-01-01');
  expect(await previewImport(db, next)).toMatchObject({
    counts: { added: 1, changed: 1, unchanged: 1, absent: 1 },
    errorsInAll: 0,
  });
  expect(await db.membership.count()).toBe(3);
  expect(await apply(next)).toMatchObject({ kind: 'imported', removed: 0 });
  expect(await db.membership.count()).toBe(4);
  expect(await apply(next, 'replace')).toMatchObject({ kind: 'imported', removed: 1 });
  expect(await db.membership.findUnique({ where: { phone: '+8613800000003' } })).toBeNull();
});

test('a file with one wrong row is applied to nobody, and each wrong cell is named', async () => {
  const wrong = file(
    '手机号,套餐,有效期至',
    '13800000001,Pro,2027-01-01',
    '1.38E+10,pro,',
    '13800000002,gold,',
    '13800000003,pro,1.1.2027',
    '13800000001,max,',
    `${'9'.repeat(500)},pro,`,
  );
  const result = await apply(wrong);
  expect(result).toMatchObject({ kind: 'refused', preview: { errorsInAll: 5 } });
  if (result.kind !== 'refused') throw new Error(result.kind);
  expect(result.preview.errors.map(({ line, column, problem }) => [line, column, problem])).toEqual([
    [3, 'phone', 'scientific_phone'],
    [4, 'tier', 'not_a_plan'],
    [5, 'valid_until', 'not_a_date'],
    [6, 'phone', 'repeated'],
    [7, 'phone', 'not_a_phone'],
  ]);
  expect(result.preview.errors.at(-1)!.value).toHaveLength(60);
  expect(await database.db.membership.count()).toBe(0);
});

test('Chinese headers, a byte order mark and Windows line ends are fine', async () => {
  const csv = '\uFEFF套餐,手机号,有效期至\r\nMAX,138 0000 0001,2027-01-01\r\n';
  expect(await apply({ name: '套餐.csv', csv })).toMatchObject({ kind: 'imported', counts: { added: 1 } });
});

test.each([
  ['a file that is too large', `${header}\n${' '.repeat(fileBytesMax)}`, 'too_large'],
  ['a file without the columns', 'a,b\n1,2', 'columns_missing'],
  ['an open quote', `${header}\n"138`, 'not_csv'],
])('%s is unreadable', async (_, csv, problem) => {
  expect(await apply({ name: 'x.csv', csv })).toMatchObject({ kind: 'unreadable', problem });
});

test('an empty file never replaces everybody', async () => {
  await apply(file(header, '13800000001,pro,'));
  expect(await apply(file(header), 'replace')).toEqual({ kind: 'empty' });
  expect(await database.db.membership.count()).toBe(1);
});

test('an import is audited once with its counts, without a number, and only by who may', async () => {
  const { db } = database;
  const before = await db.auditEntry.count();
  const plans = file(header, '13800000001,pro,');
  await apply(plans);
  await apply(plans);
  const [entry] = await db.auditEntry.findMany({ orderBy: { id: 'desc' }, take: 1 });
  expect(await db.auditEntry.count()).toBe(before + 1);
  expect(entry).toMatchObject({
    action: 'membership.import',
    after: { file: 'plans.csv', added: 1, removed: 0 },
  });
  expect(JSON.stringify(entry!.after)).not.toContain('1380000');
  const auditor: Actor = { ...operator, role: 'auditor' };
  const answer = await importMembershipFile(db, auditor, file(header, '13800000009,pro,'));
  expect(answer).toMatchObject({ kind: 'forbidden' });
});
