import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { removeContainers } from './computers.ts';
import { engineSocket } from './engine-for-tests.ts';
import { stopPostgres } from './postgres.ts';
import { isAlive } from './processes.ts';
import { endStrays } from './strays.ts';

export interface TemporaryState {
  dir: string;
  /** Ends what still runs on it and removes it. */
  remove(): Promise<void>;
}

/**
 * A state folder for one run of tests. Its name carries the process it belongs to, so that what a killed run
 * left behind, servers and containers included, is removed by the next one with the same `purpose`.
 */
export async function temporaryState(purpose: string): Promise<TemporaryState> {
  const prefix = `rockpool-${purpose}-`;
  for (const name of fs.readdirSync(os.tmpdir())) {
    const owner = name.startsWith(prefix) ? Number(name.slice(prefix.length).split('-')[0]) : NaN;
    if (owner > 0 && !isAlive(owner)) await removeState(path.join(os.tmpdir(), name));
  }
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), `${prefix}${process.pid}-`));
  fs.chmodSync(dir, 0o755); // the database's user has to pass through
  return { dir, remove: () => removeState(dir) };
}

async function removeState(dir: string): Promise<void> {
  await endStrays(dir, 'end-instances', () => {});
  await stopPostgres(path.join(dir, 'postgres'));
  await removeContainers(dir, engineSocket());
  fs.rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
