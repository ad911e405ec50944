import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../audit/write.ts';
import { moveClock } from '../clock.ts';
import type { Role } from '../domain/roles.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { createToken, readApiToken, revokeToken } from './tokens.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

let admin: Actor;
beforeEach(async () => {
  const { id, email } = await database.db.staff.create({
    data: { email: `${crypto.randomUUID()}@example.com`, role: 'admin' },
  });
  admin = { kind: 'staff', id, name: email, role: 'admin', address: '203.0.113.9' };
});

async function newToken(role: Role = 'operator', lifeDays: 7 | null = null) {
  const made = await createToken(database.db, admin, { name: 'nightly', role, lifeDays });
  if (made.kind !== 'created') throw new Error(made.kind);
  return made;
}

test('a token names its owner and its own role, and only its hash is kept', async () => {
  const { db } = database;
  const { id, token } = await newToken();
  expect(await readApiToken(db, token, '198.51.100.1')).toEqual({
    kind: 'api_token',
    id,
    name: `nightly (${admin.name})`,
    role: 'operator',
    address: '198.51.100.1',
  });
  const row = await db.apiToken.findUniqueOrThrow({ where: { id } });
  expect(JSON.stringify(row)).not.toContain(token.slice(3));
  expect(row.hint).toBe(token.slice(-4));
  expect(row.lastUsedAt).not.toBeNull();
});

test.each(['', 'rp_', `rp_${'A'.repeat(43)}`, `Bearer ${'x'.repeat(10_000)}`])(
  '%.20s opens nothing',
  async (text) => {
    expect(await readApiToken(database.db, text)).toBeNull();
  },
);

test('a revoked token opens nothing, and revoking it twice is one entry of the log', async () => {
  const { db } = database;
  const { id, token } = await newToken();
  expect(await revokeToken(db, admin, id)).toEqual({ kind: 'revoked' });
  expect(await revokeToken(db, admin, id)).toEqual({ kind: 'revoked' });
  expect(await readApiToken(db, token)).toBeNull();
  expect(await db.auditEntry.count({ where: { action: 'token.revoke', subjectId: id } })).toBe(1);
  expect(await revokeToken(db, admin, crypto.randomUUID())).toEqual({ kind: 'not_found' });
});

test('a token never does more than its owner may now, and nothing once the owner is disabled', async () => {
  const { db } = database;
  const { token } = await newToken('admin');
  await db.staff.update({ where: { id: admin.id }, data: { role: 'auditor' } });
  expect(await readApiToken(db, token)).toMatchObject({ role: 'auditor' });
  await db.staff.update({ where: { id: admin.id }, data: { disabledAt: new Date() } });
  expect(await readApiToken(db, token)).toBeNull();
});

test('a token ends with its life', async () => {
  const { token } = await newToken('auditor', 7);
  expect(await readApiToken(database.db, token)).not.toBeNull();
  await moveClock(database.db, { byMs: 7 * 86_400_000 });
  expect(await readApiToken(database.db, token)).toBeNull();
});

test('nobody makes a token above their own role, no operator makes one, and no token makes one', async () => {
  const { db } = database;
  const given = { name: 'x', role: 'admin', lifeDays: null } as const;
  const token: Actor = { ...admin, kind: 'api_token' };
  expect(await createToken(db, token, given)).toMatchObject({ kind: 'forbidden' });
  expect(await createToken(db, { ...admin, role: 'operator' }, given)).toMatchObject({ kind: 'forbidden' });
});
