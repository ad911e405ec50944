import { createHash } from 'node:crypto';
import path from 'node:path';
import { databaseAccount, isReachable } from './postgres-programs.ts';

/**
 * The folder for the embedded database of `stateDir`. Root runs PostgreSQL as another user, who cannot enter a
 * state folder that lies in a closed one (such as /root); then the data lives under /var/lib/rockpool, in a
 * folder named after the state folder it belongs to.
 */
export function databasePlace(stateDir: string): { dataDir: string; moved: boolean } {
  const account = databaseAccount();
  if (!account || isReachable(stateDir, account))
    return { dataDir: path.join(stateDir, 'postgres'), moved: false };
  const key = createHash('sha256').update(path.resolve(stateDir)).digest('hex').slice(0, 12);
  return { dataDir: path.join('/var/lib/rockpool', key, 'postgres'), moved: true };
}
