import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort, isFree } from './ports.ts';
import { startPostgres, stopPostgres, type PostgresOptions } from './postgres.ts';

let dir: string;
let options: PostgresOptions;

beforeEach(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'rockpool-postgres-test-'));
  fs.chmodSync(dir, 0o755);
  options = {
    dataDir: path.join(dir, 'postgres'),
    port: await freePort(),
    password: 'secret',
    settings: { fsync: 'off' },
  };
});

afterEach(async () => {
  await stopPostgres(options.dataDir);
  fs.rmSync(dir, { recursive: true, force: true });
});

const rows = async (url: string, sql: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
};

test('what was stored is there after a stop and a start, and the port is free in between', async () => {
  const first = await startPostgres(options);
  await first.createDatabase('kept');
  await rows(first.url('kept'), `create table t as select 'still here' as word`);
  await first.stop();
  expect(await isFree(options.port)).toBe(true);
  const second = await startPostgres(options);
  expect(second.adopted).toBe(false);
  expect(await rows(second.url('kept'), 'select word from t')).toEqual([{ word: 'still here' }]);
});

test('a server whose starter was killed is found again and used', async () => {
  const starter = `
    const { startPostgres } = await import(${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)});
    await startPostgres(${JSON.stringify(options)});
    process.kill(process.pid, 'SIGKILL');`;
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', starter]);
  expect(signal).toBe('SIGKILL');
  const adopted = await startPostgres({ ...options, port: await freePort() });
  expect(adopted).toMatchObject({ adopted: true, port: options.port });
  expect(await rows(adopted.url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a pid file whose number now belongs to another program does not stand in the way', async () => {
  await (await startPostgres(options)).stop();
  fs.writeFileSync(
    path.join(options.dataDir, 'postmaster.pid'),
    `${process.pid}\n${options.dataDir}\n0\n${options.port}\n`,
  );
  expect((await startPostgres(options)).adopted).toBe(false);
});

test('a busy port is named', async () => {
  await startPostgres(options);
  const other = { ...options, dataDir: path.join(dir, 'other') };
  await expect(startPostgres(other)).rejects.toThrow(
    `Port ${options.port}, meant for the database, is in use`,
  );
});

test('data of another version is refused and left as it is', async () => {
  fs.mkdirSync(options.dataDir);
  fs.writeFileSync(path.join(options.dataDir, 'PG_VERSION'), '15\n');
  await expect(startPostgres(options)).rejects.toThrow('holds data of PostgreSQL 15');
  expect(fs.readdirSync(options.dataDir)).toEqual(['PG_VERSION']);
});
