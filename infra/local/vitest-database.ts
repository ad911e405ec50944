import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { migrate } from '@rockpool/db/migrate';
import { freePort } from './ports.ts';
import { startPostgres, stopPostgres } from './postgres.ts';
import { isAlive } from './processes.ts';

const PREFIX = 'rockpool-test-';

/**
 * One PostgreSQL for a test run, in a temporary folder and without fsync, with the migrated database
 * `rockpool_template` that every test file clones. `TEST_DATABASE_URL` names the template; the returned
 * function removes everything.
 */
export default async function setup(): Promise<() => Promise<void>> {
  await removeLeftovers();
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  fs.chmodSync(dir, 0o755);
  const dataDir = path.join(dir, 'postgres');
  const postgres = await startPostgres({
    dataDir,
    port: await freePort(),
    password: randomBytes(12).toString('hex'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  await postgres.createDatabase('rockpool_template');
  process.env.TEST_DATABASE_URL = postgres.url('rockpool_template');
  await migrate(process.env.TEST_DATABASE_URL);
  return async () => {
    await postgres.stop();
    fs.rmSync(dir, { recursive: true, force: true });
  };
}

/** A run that was killed left its server behind: the folder's name says whose it was. */
async function removeLeftovers(): Promise<void> {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const owner = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : NaN;
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    const dir = path.join(os.tmpdir(), name);
    await stopPostgres(path.join(dir, 'postgres'));
    fs.rmSync(dir, { recursive: true, force: true });
  }
}
