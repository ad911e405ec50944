import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../audit/write.ts';
import { readSettings } from '../settings/read.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { setSetting } from './settings.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.db.setting.deleteMany());

const admin: Actor = {
  kind: 'staff',
  id: crypto.randomUUID(),
  name: 'a@example.com',
  role: 'admin',
  address: '203.0.113.9',
};
const isAllowed = (address: string, allowed: readonly string[]) =>
  allowed.length === 0 || allowed.includes(address);
const set = (key: Parameters<typeof setSetting>[2]['key'], value: unknown, actor = admin) =>
  setSetting(database.db, actor, { key, value }, isAllowed);

test('a setting is kept, logged with before and after, and goes back to its default', async () => {
  const { db } = database;
  expect(await set('plan.graceDays', 14)).toEqual({ kind: 'saved' });
  expect((await readSettings(db))['plan.graceDays']).toBe(14);
  expect(await set('plan.graceDays', 14)).toEqual({ kind: 'saved' });
  expect(await set('plan.graceDays', null)).toEqual({ kind: 'saved' });
  expect((await readSettings(db))['plan.graceDays']).toBe(7);
  const entries = await db.auditEntry.findMany({
    where: { action: 'setting.edit', subjectId: 'plan.graceDays' },
    orderBy: { id: 'asc' },
  });
  expect(entries.map(({ before, after }) => [before, after])).toEqual([
    [7, 14],
    [14, 7],
  ]);
});

test('a list without the own address is refused and changes nothing', async () => {
  const refusal = { kind: 'locks_out', address: admin.address };
  expect(await set('console.allowedIps', ['198.51.100.1'])).toEqual(refusal);
  expect((await readSettings(database.db))['console.allowedIps']).toEqual([]);
  expect(await set('console.allowedIps', [admin.address])).toEqual({ kind: 'saved' });
});

test.each([
  ['audit.retentionDays', 0],
  ['audit.retentionDays', 'many'],
  ['console.allowedIps', ['not an address']],
  ['claim.puzzle', 'sometimes'],
  ['support.contact', 'x'.repeat(10_000)],
] as const)('%s cannot be %.20j', async (key, value) => {
  expect(await set(key, value)).toEqual({ kind: 'wrong_value' });
  expect(await database.db.setting.count()).toBe(0);
});

test('an operator sets nothing', async () => {
  expect(await set('plan.graceDays', 1, { ...admin, role: 'operator' })).toMatchObject({ kind: 'forbidden' });
});
