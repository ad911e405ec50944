import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate, readMigrations } from './migrate.ts';
import { DatabaseProblem, versionProblem } from './migrate-problem.ts';
import { createTestDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
let empty: string;
beforeAll(async () => {
  database = await createTestDatabase();
  empty = database.url.replace(/\/[^/]*$/, `/empty_${process.pid}`);
  await database.db.pool.query(`create database empty_${process.pid}`);
});
afterAll(async () => {
  await database.db.pool.query(`drop database empty_${process.pid} with (force)`);
  await database.drop();
});

const sentence = (url: string) =>
  migrate(url).then(
    () => 'no problem',
    (error: unknown) =>
      error instanceof DatabaseProblem ? error.message : `not a DatabaseProblem: ${String(error)}`,
  );

test('several services that start at once on an empty database apply each migration once', async () => {
  const lines: string[] = [];
  await Promise.all([1, 2, 3].map(() => migrate(empty, (line) => lines.push(line))));
  expect(lines.sort()).toEqual(readMigrations().map(({ name }) => `applied migration ${name}`));
});

test('a second start applies nothing', async () => {
  const lines: string[] = [];
  await migrate(database.url, (line) => lines.push(line));
  expect(lines).toEqual([]);
});

test('an edited or unfinished migration stops the start with its name', async () => {
  const { db } = database;
  const [first] = readMigrations();
  await db.$executeRaw`update _prisma_migrations set checksum = 'other' where migration_name = ${first!.name}`;
  expect(await sentence(database.url)).toMatch(
    new RegExp(`${first!.name} was changed after it had been applied`),
  );
  await db.$executeRaw`
    update _prisma_migrations set checksum = ${first!.checksum}, finished_at = null where migration_name = ${first!.name}`;
  expect(await sentence(database.url)).toMatch(new RegExp(`${first!.name} failed before`));
});

test.each([
  [
    'no server',
    () => 'postgresql://u:pw123@127.0.0.1:1/db',
    /Nothing answers at the database server 127\.0\.0\.1:1/,
  ],
  [
    'an unknown host',
    () => 'postgresql://u:pw123@no-such-host.invalid/db',
    /no-such-host\.invalid:5432 is not known/,
  ],
  ['a wrong password', () => database.url.replace(/:[^:@]*@/, ':pw123@'), /refuses the password of user/],
  ['a missing database', () => database.url.replace(/\/[^/]*$/, '/missing'), /"missing" does not exist/],
  ['no URL', () => 'pw123', /^DATABASE_URL is not a PostgreSQL URL/],
  ['another database', () => 'mysql://u:pw123@h/db', /^DATABASE_URL is not a PostgreSQL URL/],
])('one sentence without the password for %s', async (_, url, expected) => {
  const text = await sentence(url());
  expect(text).toMatch(expected);
  expect(text).not.toContain('pw123');
});

test('a server that is no PostgreSQL gets a sentence too', async () => {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(
    0,
    '127.0.0.1',
  );
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  expect(await sentence(`postgresql://u@127.0.0.1:${port}/db`)).toMatch(
    /^The database server 127\.0\.0\.1:\d+ cannot be reached/,
  );
  server.close();
});

test.each([
  ['14.11 (Debian 14.11-1)', 'PostgreSQL 14.11 (Debian 14.11-1) is too old: Rockpool needs 15 or newer.'],
  ['9.6.24', 'PostgreSQL 9.6.24 is too old: Rockpool needs 15 or newer.'],
  ['15.0', undefined],
  ['19beta1', undefined],
])('the server version %s', (version, message) => {
  expect(versionProblem(version)?.message).toBe(message);
});
