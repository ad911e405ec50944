import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing.ts';
import { targetOf } from './connection.ts';

const room = path.join(import.meta.dirname, '..');
const cli = path.join(room, '..', 'node_modules', '.bin', 'prisma');

let database: TestDatabase;
let dir: string;
beforeAll(async () => {
  database = await createTestDatabase();
  // a copy: some commands write migrations
  dir = mkdtempSync(path.join(os.tmpdir(), 'schema-engine-'));
  cpSync(path.join(room, 'schema.prisma'), path.join(dir, 'schema.prisma'));
  cpSync(path.join(room, 'migrations'), path.join(dir, 'migrations'), { recursive: true });
  const engine = path.join(room, 'schema-engine', 'main.ts');
  writeFileSync(
    path.join(dir, 'prisma.config.mjs'),
    `process.env.PRISMA_SCHEMA_ENGINE_BINARY = ${JSON.stringify(engine)};
     export default { schema: 'schema.prisma', migrations: { path: 'migrations' }, datasource: { url: process.env.DATABASE_URL } };`,
  );
});
afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await database.drop();
});

/** Runs the real CLI; resolves with its exit code and everything it said. */
async function prisma(args: string[], url = database.url): Promise<{ code: number; output: string }> {
  const env = { ...process.env, DATABASE_URL: url, PRISMA_HIDE_UPDATE_MESSAGE: '1', CI: '1' };
  const command = [...args, '--config', path.join(dir, 'prisma.config.mjs')];
  const run = promisify(execFile)(cli, command, { cwd: dir, env });
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      output: error.stdout + error.stderr,
    }),
  );
}

const elsewhere = (name: string) => database.url.replace(/\/[^/]*$/, `/${name}`);
const databases = async () => {
  const { rows } = await database.db.pool.query<{ datname: string }>('select datname from pg_database');
  return rows.map((row) => row.datname);
};

// each run of the CLI costs a second or more, on a busy machine several
describe('the CLI without its engine download', { timeout: 90_000 }, () => {
  test('accepts a database that a service migrated at its start', async () => {
    expect(await prisma(['migrate', 'status'])).toMatchObject({
      code: 0,
      output: expect.stringContaining('Database schema is up to date') as string,
    });
    expect((await prisma(['migrate', 'deploy'])).output).toContain('No pending migrations to apply');
  });

  test.each([['--from-config-datasource'], ['--from-migrations', 'migrations']])(
    'finds no difference between the schema and %s, and leaves no shadow database',
    async (...from) => {
      const result = await prisma([
        'migrate',
        'diff',
        ...from,
        '--to-schema',
        'schema.prisma',
        '--exit-code',
      ]);
      expect(result).toMatchObject({ code: 0, output: expect.stringContaining('No difference') as string });
      expect((await databases()).filter((name) => name.includes('shadow'))).toEqual([]);
    },
  );

  test('creates a database, deploys to it, and sees what was changed behind its back', async () => {
    const url = elsewhere(`engine_${process.pid}`);
    try {
      expect(await prisma(['migrate', 'deploy'], url)).toMatchObject({ code: 0 });
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(
        `alter table users add column nickname text, add column letter "char", add column n name[]`,
      );
      await client.end();
      const drift = await prisma(
        ['migrate', 'diff', '--from-config-datasource', '--to-schema', 'schema.prisma', '--exit-code'],
        url,
      );
      expect(drift.code).toBe(2);
      expect(drift.output).toContain('nickname');
    } finally {
      await database.db.pool.query(`drop database if exists engine_${process.pid} with (force)`);
    }
  });

  test('writes a migration for a changed schema', async () => {
    const schema = path.join(dir, 'schema.prisma');
    const before = readFileSync(schema, 'utf8');
    writeFileSync(schema, before.replace('model User {', 'model User {\n  nickname String?'));
    const result = await prisma(['migrate', 'dev', '--name', 'nickname']);
    writeFileSync(schema, before);
    expect(result.output).toContain('_nickname');
    const written = readdirSync(path.join(dir, 'migrations')).find((name) => name.endsWith('_nickname'));
    expect(readFileSync(path.join(dir, 'migrations', written!, 'migration.sql'), 'utf8')).toContain(
      'ALTER TABLE "users" ADD COLUMN     "nickname" TEXT',
    );
  });

  test.each([
    ['a wrong password', () => database.url.replace(/:[^:@]*@/, ':wrong@'), 'P1000'],
    ['no server', () => 'postgresql://x@127.0.0.1:1/none', 'P1001'],
  ])('says what is wrong: %s', async (_, url, code) => {
    const result = await prisma(['migrate', 'status'], url());
    expect(result.code).not.toBe(0);
    expect(result.output).toContain(code);
  });
});

test.each([
  ['disable', false],
  ['verify-full', {}],
  ['verify-ca', {}],
  ['require', {}],
  ['prefer', {}],
  ['no-verify', { rejectUnauthorized: false }],
])('sslmode=%s means for the engine what it means for the services', (mode, ssl) => {
  expect(targetOf(`postgresql://u:p@h/db?sslmode=${mode}`).config.ssl).toEqual(ssl);
});

test('a shadow database never replaces the database of the URL', () => {
  const { config, schema } = targetOf('postgresql://u:p%40@h:6000/db?schema=app');
  expect(config).toMatchObject({ host: 'h', port: 6000, user: 'u', password: 'p@', database: 'db' });
  expect(config).not.toHaveProperty('connectionString');
  expect(schema).toBe('app');
});
