import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { migrate } from '@rockpool/db/migrate';
import { freePort } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { temporaryState } from './temporary-state.ts';

/**
 * One PostgreSQL for a test run, in a temporary folder and without fsync, with the migrated database
 * `rockpool_template` that every test file clones. `TEST_DATABASE_URL` names the template; the returned
 * function removes everything.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const state = await temporaryState('test');
  try {
    const postgres = await startPostgres({
      dataDir: path.join(state.dir, 'postgres'),
      port: await freePort(),
      password: randomBytes(12).toString('hex'),
      settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
    });
    await postgres.createDatabase('rockpool_template');
    process.env.TEST_DATABASE_URL = postgres.url('rockpool_template');
    await migrate(process.env.TEST_DATABASE_URL);
  } catch (error) {
    await state.remove();
    throw error;
  }
  return () => state.remove();
}
