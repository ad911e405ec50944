import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { identityOf, isAlive } from './processes.ts';

const Holder = z.object({ pid: z.number(), identity: z.string(), url: z.string().default('') });
export type Holder = z.infer<typeof Holder>;

/** The process this file speaks of, undefined when it has ended or its number now belongs to another. */
export function readPidFile(file: string): Holder | undefined {
  let holder: Holder;
  try {
    holder = Holder.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
  return isAlive(holder.pid) && identityOf(holder.pid) === holder.identity ? holder : undefined;
}

export function writePidFile(file: string, pid: number, url = ''): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.new`, JSON.stringify({ pid, identity: identityOf(pid), url }));
  fs.renameSync(`${file}.new`, file);
}

/**
 * Takes the file for this process. Of several that try at once one gets it; the others are told who.
 * Returns undefined when it is ours now.
 */
export function claimPidFile(file: string, url = ''): Holder | undefined {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  writePidFile(mine, process.pid, url);
  try {
    for (;;) {
      try {
        fs.linkSync(mine, file); // fails when it exists, and what appears is whole
        return undefined;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readPidFile(file) ?? putAside(file, `${mine}.aside`);
      if (holder) return holder;
    }
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** Removes a file that names nobody. Who has taken it since it was read gets it back, and is returned. */
function putAside(file: string, aside: string): Holder | undefined {
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const holder = readPidFile(aside);
  if (holder && !fs.existsSync(file)) fs.renameSync(aside, file);
  else fs.rmSync(aside);
  return holder;
}
