import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { moveClock } from '../clock.ts';
import { DAY_MS } from '../domain/calendar.ts';
import { operate } from '../operations/operate.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { retainAudit } from './retain.ts';
import { verifyAudit } from './verify.ts';
import { system, writeAudit, type Actor } from './write.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await unguarded('truncate audit_entries, audit_anchor');
});
afterEach(() => moveClock(database.db, 'reset'));
afterAll(() => database.drop());

const operator: Actor = { kind: 'staff', id: 'a', name: 'ops@example.com', role: 'operator', address: '::1' };
const bySystem = {
  actorKind: 'system',
  actorId: '',
  actorName: 'system',
  action: 'user.note',
  subjectKind: 'user',
};
const entry = (id: string) => ({ action: 'user.note' as const, subject: { kind: 'user', id } });

/** What someone with the database's own rights could do behind the guards. */
async function unguarded(statement: string): Promise<void> {
  const client = await database.db.pool.connect();
  try {
    await client.query('begin');
    await client.query('alter table audit_entries disable trigger user');
    await client.query(statement);
    await client.query('alter table audit_entries enable trigger user');
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function write(count: number): Promise<void> {
  for (let i = 1; i <= count; i += 1) await writeAudit(database.db.pool, system, entry(String(i)));
}

describe('the audit log', () => {
  test('is whole after writers at the same time, by both clients, without a gap', async () => {
    const { db } = database;
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        i % 2
          ? writeAudit(db.pool, operator, {
              ...entry(String(i)),
              before: { a: 1, b: null },
              after: { b: [2, 'ü'] },
            })
          : db.auditEntry.create({ data: { ...bySystem, subjectId: String(i) } }),
      ),
    );
    expect(await verifyAudit(db)).toMatchObject({ kind: 'whole', entries: 20, removed: 0, head: { id: 20 } });
  });

  test('refuses to be changed, shortened or emptied', async () => {
    await write(2);
    const { pool } = database.db;
    await expect(pool.query(`update audit_entries set reason = 'x'`)).rejects.toThrow('append-only');
    await expect(pool.query('delete from audit_entries')).rejects.toThrow('append-only');
    await expect(pool.query('truncate audit_entries')).rejects.toThrow('append-only');
  });

  test.each([
    ['a changed word', `update audit_entries set actor_name = 'x' where id = 2`, { id: 2, why: 'altered' }],
    ['a changed value', `update audit_entries set after = '{}' where id = 3`, { id: 3, why: 'altered' }],
    ['a removed entry', 'delete from audit_entries where id = 2', { id: 2, why: 'missing' }],
    ['another link', `update audit_entries set prev_hash = 'x' where id = 3`, { id: 3, why: 'unlinked' }],
  ])('shows %s', async (_what, statement, where) => {
    await write(4);
    await unguarded(statement);
    expect(await verifyAudit(database.db)).toEqual({ kind: 'broken', ...where });
  });

  test('cut off at its new end, it is whole only for who does not know the head', async () => {
    await write(3);
    const before = await verifyAudit(database.db);
    if (before.kind !== 'whole') throw new Error('broken');
    await unguarded('delete from audit_entries where id = 3');
    expect(await verifyAudit(database.db)).toMatchObject({ kind: 'whole', entries: 2 });
    const why = { kind: 'broken', id: 3, why: 'head_missing' };
    expect(await verifyAudit(database.db, before.head)).toEqual(why);
    await write(1);
    expect(await verifyAudit(database.db, before.head)).toMatchObject({ kind: 'broken', id: 3 });
  });

  test('loses only entries past their retention, and still verifies', async () => {
    const { db } = database;
    await write(3);
    await moveClock(db, { byMs: 60 * DAY_MS });
    await write(2);
    expect(await retainAudit(db, 90)).toBe(0);
    await moveClock(db, { byMs: 31 * DAY_MS });
    expect(await retainAudit(db, 90)).toBe(3);
    expect(await verifyAudit(db)).toMatchObject({ kind: 'whole', entries: 2, removed: 3, head: { id: 5 } });
    await write(1);
    expect(await verifyAudit(db)).toMatchObject({ kind: 'whole', entries: 3, head: { id: 6 } });
    await unguarded('delete from audit_entries where id = 4');
    expect(await verifyAudit(db)).toEqual({ kind: 'broken', id: 4, why: 'missing' });
  });

  test('keeps its newest entry however old it is', async () => {
    const { db } = database;
    await write(3);
    await moveClock(db, { byMs: 400 * DAY_MS });
    expect(await retainAudit(db, 90)).toBe(2);
    expect(await verifyAudit(db)).toMatchObject({ kind: 'whole', entries: 1, head: { id: 3 } });
  });
});

describe('an operation', () => {
  test('and its audit entry are one: both or none', async () => {
    const { db } = database;
    const change = operate(db, operator, 'users.grant', async (connection) => {
      await connection.query(`insert into settings (key, value) values ('a', '1')`);
      return { result: { kind: 'done' }, audit: { ...entry('1'), subject: { kind: 'user', id: '\0' } } };
    });
    await expect(change).rejects.toThrow();
    expect(await db.setting.count()).toBe(0);
  });

  test('is refused to a role that may not, before anything runs', async () => {
    let ran = false;
    const result = await operate(database.db, operator, 'staff.edit', () => {
      ran = true;
      return Promise.resolve({ result: null, audit: null });
    });
    expect(result).toEqual({ kind: 'forbidden', permission: 'staff.edit' });
    expect(ran).toBe(false);
  });

  test('of a user without a role is refused', async () => {
    const user: Actor = { ...operator, kind: 'user', role: null };
    const work = () => Promise.resolve({ result: null, audit: null });
    expect(await operate(database.db, user, 'overview.read', work)).toMatchObject({ kind: 'forbidden' });
  });
});
