/**
 * All files below a folder, opened from folder to folder without following a link, so that nothing a program of the agent swaps meanwhile
 * leads out of it. Names come as the disk has them; memory is that of one path, however many files there are.
 */
import { constants, type Dirent } from 'node:fs';
import { open, opendir, type FileHandle } from 'node:fs/promises';
import { pathOf } from '../tools/open-inside.ts';

export type LeftOut = 'link' | 'special' | 'several_names' | 'long_name' | 'deep' | 'unreadable';

export type Found =
  /** `file` is open until the next one is asked for */
  | { kind: 'file'; name: string; file: FileHandle; size: number; modifiedAt: Date }
  | { kind: 'left_out'; name: string; why: LeftOut };

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;
/** each open folder on the way down is a descriptor */
const depthMax = 64;
/** what unpacks it holds them all; also what Windows and phones can still unpack */
const nameBytesMax = 1_024;

/** @param folder open; closed by whoever opened it
 *  @param at its path, where there are no descriptors to name it by
 *  @param prefix of the names, such as `workspace/` */
export async function* walk(
  folder: FileHandle,
  at: string,
  prefix: string,
  depth = 0,
): AsyncGenerator<Found, void> {
  const here = pathOf(folder, at);
  const listing = await opendir(here).catch(() => null);
  if (listing === null) return yield { kind: 'left_out', name: prefix, why: 'unreadable' };
  for await (const entry of listing) {
    const name = prefix + entry.name;
    const leftOut = (why: LeftOut): Found => ({ kind: 'left_out', name: name.slice(0, nameBytesMax), why });
    if (Buffer.byteLength(name) > nameBytesMax) yield leftOut('long_name');
    else if (entry.isSymbolicLink()) yield leftOut('link');
    else if (!entry.isDirectory() && !entry.isFile()) yield leftOut('special');
    else if (entry.isDirectory() && depth >= depthMax) yield leftOut('deep');
    else {
      const opened = await openEntry(`${here}/${entry.name}`, entry);
      if (opened === null) {
        yield leftOut('unreadable');
        continue;
      }
      try {
        const { size, mtime, nlink } = await opened.stat();
        if (entry.isDirectory()) yield* walk(opened, `${at}/${entry.name}`, `${name}/`, depth + 1);
        // a second name of a file may be its name outside of the workspace
        else if (nlink > 1) yield leftOut('several_names');
        else yield { kind: 'file', name, file: opened, size, modifiedAt: mtime };
      } finally {
        await opened.close();
      }
    }
  }
}

/** Null also for what was swapped for something else since it was listed, or is gone. */
async function openEntry(path: string, entry: Dirent): Promise<FileHandle | null> {
  try {
    const file = await open(
      path,
      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | (entry.isDirectory() ? O_DIRECTORY : 0),
    );
    const found = await file.stat();
    if (entry.isDirectory() ? found.isDirectory() : found.isFile()) return file;
    await file.close();
    return null;
  } catch {
    return null;
  }
}
