import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Keeps one JSON value in a file. A write replaces the file in one step: readers see the old or the new one. */
export interface StateFile {
  /** Notes a change; it is written within `delayMs`. */
  changed(): void;
  /** Writes what is unwritten; resolves when it is in the file. */
  flush(): Promise<void>;
}

const delayMs = 250;

/** The file's JSON, undefined when there is no file. A file that does not parse throws. */
export async function readStateFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Error(`The sandbox state in ${path} cannot be read`, { cause: error });
  }
}

/** Without a path nothing is ever written. `snapshot` is called at the moment of writing. */
export function createStateFile(path: string | undefined, snapshot: () => unknown): StateFile {
  if (path === undefined) return { changed() {}, async flush() {} };
  let isDirty = false;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    if (!isDirty) return;
    isDirty = false;
    const temporary = `${path}.${process.pid}.tmp`;
    await mkdir(dirname(path!), { recursive: true });
    await writeFile(temporary, JSON.stringify(snapshot()), { mode: 0o600 });
    await rename(temporary, path!);
  }
  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write, write);
    return writing;
  }
  return {
    changed() {
      isDirty = true;
      timer ??= setTimeout(() => {
        flush().catch((error: unknown) => console.error('The sandbox state could not be written', error));
      }, delayMs);
    },
    flush,
  };
}
