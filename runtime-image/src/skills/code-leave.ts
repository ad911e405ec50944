/**
 * Whose code may run. What lies in a workspace can have been written by whoever may talk the agent into writing a file, so the owner
 * has to allow it, as it is: any change of the folder takes the leave back.
 */
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const filesMax = 200;
const bytesMax = 5 * 1024 * 1024;

export type CodeLeaves = {
  isGiven(dir: string): Promise<boolean>;
  /** Throws a sentence when the folder cannot be allowed. */
  give(dir: string): Promise<void>;
  /** goes up with each leave */
  count(): number;
};

export function createCodeLeaves(store: {
  recall(key: string): string | null;
  remember(key: string, value: string): void;
}): CodeLeaves {
  let count = 0;
  const keyOf = (dir: string): string => `skill-code:${dir}`;
  return {
    async isGiven(dir) {
      const given = store.recall(keyOf(dir));
      return given !== null && given === (await digestOf(dir).catch(() => ''));
    },
    async give(dir) {
      store.remember(keyOf(dir), await digestOf(dir));
      count += 1;
    },
    count: () => count,
  };
}

/** Of all files with their names. A folder with links, or with more than can be looked through, is refused. */
async function digestOf(dir: string): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  const names = (await readdir(dir, { recursive: true })).sort();
  if (names.length > filesMax) throw new Error(`the folder has more than ${filesMax} files`);
  for (const name of names) {
    const file = path.join(dir, name);
    const stat = await lstat(file);
    if (stat.isDirectory()) continue;
    if (!stat.isFile()) throw new Error(`${name} is not a file`);
    bytes += stat.size;
    if (bytes > bytesMax) throw new Error('the folder is larger than 5 MB');
    const content = await readFile(file);
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
