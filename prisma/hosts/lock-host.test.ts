import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../client.ts';
import { inTransaction } from '../ledger/connection.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { lockHost } from './lock-host.ts';
import { makeComputer, makeHost } from './testing.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const lock = (name: string) => inTransaction(db, (connection) => lockHost(connection, name));

test('a place is taken by who lives there, is wished there, or was handed over and not fetched', async () => {
  await Promise.all(['a', 'b'].map((name) => makeHost(db, name, { capacity: 10 })));
  await makeComputer(db, { host: 'a' });
  await makeComputer(db, { host: 'b', moveTo: 'a' });
  await makeComputer(db, { host: 'b', movedFrom: 'a' });
  // taken back: wished to where its volume still is
  await makeComputer(db, { host: 'b', movedFrom: 'a', moveTo: 'a' });
  await makeComputer(db, { host: 'a', phase: 'removed' });
  await makeComputer(db, { host: 'b', remainsOn: 'a' });
  expect(await lock('a')).toEqual({
    name: 'a',
    capacity: 10,
    taken: 4,
    room: 6,
    accepting: true,
    away: false,
    seenAt: expect.any(Date) as Date,
    address: 'http://10.0.0.1:3010',
  });
  expect(await lock('b')).toMatchObject({ taken: 4 });
});

test('no host, no limit, fewer places than computers, and silence are told as such', async () => {
  await makeHost(db, 'endless', {});
  await makeHost(db, 'shrunk', { capacity: 0, seenSecondsAgo: 61 });
  await makeHost(db, 'ahead', { seenSecondsAgo: -61 });
  await makeHost(db, 'never', { seenSecondsAgo: null });
  await makeComputer(db, { host: 'shrunk' });
  expect(await lock('nowhere')).toBeNull();
  expect(await lock('endless')).toMatchObject({ capacity: null, room: null, away: false });
  expect(await lock('shrunk')).toMatchObject({ taken: 1, room: 0, away: true });
  expect(await lock('ahead')).toMatchObject({ away: true });
  expect(await lock('never')).toMatchObject({ away: true });
});

test('twenty at once for five places are given five', async () => {
  await makeHost(db, 'small', { capacity: 5 });
  await makeHost(db, 'large', {});
  const computers = await Promise.all(Array.from({ length: 20 }, () => makeComputer(db, { host: 'large' })));
  const given = await Promise.all(
    computers.map((id) =>
      inTransaction(db, async (connection) => {
        const host = await lockHost(connection, 'small');
        if (host!.room === 0) return 0;
        await connection.query(`update instances set host = 'small' where id = $1`, [id]);
        return 1;
      }),
    ),
  );
  expect(given.reduce<number>((sum, one) => sum + one, 0)).toBe(5);
  expect(await lock('small')).toMatchObject({ taken: 5, room: 0 });
});
