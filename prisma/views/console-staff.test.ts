import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../client.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { staffStates, staffTable, type StaffWish } from './console-staff.ts';
import { tokensTable, tokenStates, type TokensWish } from './console-tokens.ts';
import { readTable } from './table.ts';

let database: TestDatabase;
let db: Db;
const ids: Record<string, string> = {};
const days = (count: number) => new Date(Date.now() + count * 86_400_000);

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  const members = {
    'active@example.com': { role: 'admin', passwordHash: 'x' },
    'disabled@example.com': { role: 'operator', disabledAt: days(-1) },
    'invited@example.com': { role: 'auditor', inviteHash: 'a', inviteExpiresAt: days(1) },
    'late@example.com': { role: 'auditor', inviteHash: 'b', inviteExpiresAt: days(-1) },
  };
  for (const [email, data] of Object.entries(members))
    ids[email] = (await db.staff.create({ data: { email, ...data } })).id;
});
afterAll(() => database.drop());

const slice = { limit: 50, offset: 0 };

test('the table of staff tells who may come in, and when each was there last', async () => {
  const session = (tokenHash: string, lastSeenAt: Date) =>
    db.staffSession.create({
      data: { staffId: ids['active@example.com']!, tokenHash, expiresAt: days(1), lastSeenAt },
    });
  await session('one', days(-3));
  await session('two', days(-2));
  const find = async (filters: StaffWish['filters'], sort: StaffWish['sort'] = 'email', descending = false) =>
    (await readTable(db, staffTable, { sort, descending, filters }, slice)).rows;
  const each = await Promise.all(staffStates.map((state) => find({ state })));
  expect(each.map((rows) => rows.map(({ email }) => email))).toEqual([
    ['active@example.com'],
    ['invited@example.com'],
    ['late@example.com'],
    ['disabled@example.com'],
  ]);
  expect((await find({ role: 'auditor', q: 'LATE' })).map(({ email }) => email)).toEqual([
    'late@example.com',
  ]);
  // whoever was never there comes last, either way
  for (const descending of [true, false]) {
    const [seen, ...never] = await find({}, 'seen', descending);
    expect(seen!.last_seen_at!.getTime()).toBeLessThan(days(-1).getTime());
    expect(seen!.last_seen_at!.getTime()).toBeGreaterThan(days(-2.5).getTime());
    expect(never.map((row) => row.last_seen_at)).toEqual([null, null, null]);
  }
});

test('the table of tokens tells which still open something, and finds none by more than its last characters', async () => {
  const token = (name: string, more: object, owner = 'active@example.com') =>
    db.apiToken.create({
      data: { name, role: 'operator', tokenHash: name, hint: 'AbCd', staffId: ids[owner]!, ...more },
    });
  await token('endless', {});
  await token('over', { expiresAt: days(-1), hint: 'WxYz' });
  await token('revoked', { expiresAt: days(-1), revokedAt: days(-2) });
  await token('orphan', { role: 'auditor' }, 'disabled@example.com');
  const find = async (filters: TokensWish['filters']) => {
    const wish = { sort: 'name', descending: false, filters } as const;
    return (await readTable(db, tokensTable, wish, slice)).rows.map(({ name }) => name);
  };
  const each = await Promise.all(tokenStates.map((state) => find({ state })));
  expect(each).toEqual([['endless'], ['over'], ['revoked'], ['orphan']]);
  expect(await find({ q: 'WxYz' })).toEqual(['over']);
  expect(await find({ q: 'disabled@' })).toEqual(['orphan']);
  expect(await find({ role: 'auditor' })).toEqual(['orphan']);
  expect(await find({ q: 'xYz' })).toEqual([]);
});
