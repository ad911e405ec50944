import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../client.ts';
import { makeComputer, makeHost } from '../hosts/testing.ts';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { instancesTable } from './console-instances.ts';
import { readHosts } from './hosts.ts';
import { readTable } from './table.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const report = (closed: boolean) =>
  JSON.stringify({
    closed,
    because: '',
    firewall: { state: 'standing', detail: '' },
    probedAt: null,
    rows: [],
  });

test('a host alone has the walls of the installation, and no host is no row', async () => {
  expect(await readHosts(db)).toEqual([]);
  await makeHost(db, 'a', { address: 'http://10.0.0.1:4900' });
  await db.$executeRaw`insert into platform_reports (subject, report, at) values ('walls', ${report(true)}::jsonb, app_now())`;
  expect(await readHosts(db)).toMatchObject([
    {
      name: 'a',
      address: 'http://10.0.0.1:4900',
      capacity: null,
      room: null,
      lives: 0,
      walls: { closed: true },
    },
  ]);
});

test('each move is counted on both of its hosts, before the hand-over, after it, and taken back', async () => {
  await makeHost(db, 'b', { capacity: 10 });
  await makeComputer(db, { host: 'a' });
  await makeComputer(db, { host: 'a', phase: 'expired' });
  await makeComputer(db, { host: 'a', moveTo: 'b' });
  await makeComputer(db, { host: 'b', movedFrom: 'a', phase: 'provisioning' });
  await makeComputer(db, { host: 'b', movedFrom: 'a', moveTo: 'a', phase: 'provisioning' });
  await makeComputer(db, { host: 'b', remainsOn: 'a' });
  await makeComputer(db, { host: 'b', phase: 'removed' });
  await db.$executeRaw`insert into platform_reports (subject, report, at) values ('walls:b', ${report(false)}::jsonb, app_now())`;
  expect(await readHosts(db)).toMatchObject([
    { name: 'a', lives: 3, running: 2, movingIn: 1, movingOut: 2, remains: 1, taken: 5, walls: null },
    {
      name: 'b',
      lives: 3,
      running: 1,
      movingIn: 2,
      movingOut: 1,
      remains: 0,
      taken: 4,
      room: 6,
      walls: { closed: false },
    },
  ]);
});

test('the table of computers is narrowed to those that live on a host', async () => {
  const wish = { sort: 'created', descending: true, filters: { host: 'b' } } as const;
  const { rows, total } = await readTable(db, instancesTable, wish, { limit: 50, offset: 0 });
  expect(total).toBe(4);
  expect(new Set(rows.map(({ host }) => host))).toEqual(new Set(['b']));
  expect(rows.map(({ moved_from: from, move_to: to }) => [from, to])).toContainEqual(['a', 'a']);
});
