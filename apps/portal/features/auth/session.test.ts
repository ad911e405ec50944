import { moveClock } from '@rockpool/db/clock';
import { createTestDatabase, type TestDatabase } from '@rockpool/db/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readSession, revokeSessions } from './session.ts';

let database: TestDatabase;
let users = 0;
const dayMs = 86_400_000;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => moveClock(database.db, 'reset'));
afterAll(() => database.drop());

async function userWith(sessions: number) {
  const { db } = database;
  const user = await db.user.create({ data: { phone: `+861380000${1000 + (users += 1)}` } });
  const expiresAt = new Date(Date.now() + 30 * dayMs);
  const ids = [];
  for (let i = 0; i < sessions; i += 1)
    ids.push((await db.session.create({ data: { userId: user.id, expiresAt } })).id);
  return { userId: user.id, ids, alive: (id: string) => readSession(db, id, user.id).then(Boolean) };
}

describe('a session', () => {
  test('is good for its own user only', async () => {
    const [mine, yours] = [await userWith(1), await userWith(1)];
    expect(await readSession(database.db, mine.ids[0]!, mine.userId)).toMatchObject({ id: mine.userId });
    expect(await readSession(database.db, mine.ids[0]!, yours.userId)).toBeNull();
  });

  test('of an account that was deleted while it was opened is none', async () => {
    const { userId, ids, alive } = await userWith(1);
    await database.db.user.update({ where: { id: userId }, data: { deletedAt: new Date() } });
    expect(await alive(ids[0]!)).toBe(false);
  });

  test('revoked by itself is over, the others stay', async () => {
    const { userId, ids, alive } = await userWith(2);
    expect(await revokeSessions(database.db, userId, { only: ids[0]! })).toBe(1);
    expect(await Promise.all(ids.map(alive))).toEqual([false, true]);
  });

  test('survives when all others are revoked', async () => {
    const { userId, ids, alive } = await userWith(3);
    expect(await revokeSessions(database.db, userId, { allBut: ids[1]! })).toBe(2);
    expect(await Promise.all(ids.map(alive))).toEqual([false, true, false]);
  });

  test('cannot be revoked by another user', async () => {
    const [mine, yours] = [await userWith(1), await userWith(1)];
    expect(await revokeSessions(database.db, yours.userId, { only: mine.ids[0]! })).toBe(0);
    expect(await mine.alive(mine.ids[0]!)).toBe(true);
  });

  test('runs out after 30 days without use', async () => {
    const { ids, alive } = await userWith(1);
    await moveClock(database.db, { byMs: 30 * dayMs + 1000 });
    expect(await alive(ids[0]!)).toBe(false);
  });

  test('lives on while it is used', async () => {
    const { ids, alive } = await userWith(1);
    for (let i = 0; i < 3; i += 1) {
      await moveClock(database.db, { byMs: 20 * dayMs });
      expect(await alive(ids[0]!)).toBe(true);
    }
  });
});
