/** Several files of the workspace at once: all of them are as wanted afterwards, or all as they were. */
import { rename, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import { freeBytes, lowBytes } from '../../disk-space.ts';
import { openInside, pathOf } from '../open-inside.ts';
import type { InsidePath } from '../workspace-path.ts';

export type Inside = Extract<InsidePath, { kind: 'inside' }>;

/** `before`, `after` null: there is none. `mode` null: as new files have it */
export type FileChange = {
  place: Inside;
  before: { bytes: Buffer; mode: number } | null;
  after: string | null;
  mode: number | null;
};

type Staged = FileChange & { folder: FileHandle; at: string; draft: string | null };

/**
 * New contents are written beside their files first, then each takes its place in one step. Null when all is done, else a sentence;
 * nothing has changed then, or it names what has. A process that is killed between two of the steps leaves whole files, some old and
 * some new.
 *
 * @param mark makes the names of drafts unlike any other
 */
export async function changeFiles(changes: readonly FileChange[], mark: string): Promise<string | null> {
  const staged: Staged[] = [];
  const done: Staged[] = [];
  try {
    const refusal = await stage(changes, mark, staged);
    if (refusal !== null) return refusal;
    // new files before the old ones go: a move never leaves neither
    for (const each of staged.toSorted((a, b) => Number(a.after === null) - Number(b.after === null))) {
      const target = path.join(each.at, path.basename(each.place.path));
      if (each.draft === null) await unlink(target);
      else await rename(path.join(each.at, each.draft), target);
      done.push(each);
    }
    return null;
  } catch (error) {
    const left: string[] = [];
    for (const each of done.toReversed())
      if (!(await restore(each, mark).catch(() => false)))
        left.push(path.relative(each.place.root, each.place.path));
    const { message } = error as Error;
    if (left.length === 0) return `Nothing was changed: ${message}`;
    return `Not all was changed, and ${left.join(', ')} could not be put back; look at them: ${message}`;
  } finally {
    for (const { folder, at, draft } of staged) {
      if (draft !== null) await unlink(path.join(at, draft)).catch(() => {});
      await folder.close();
    }
  }
}

async function stage(changes: readonly FileChange[], mark: string, staged: Staged[]): Promise<string | null> {
  const root = changes[0]?.place.root;
  const bytes = changes.reduce((sum, { after }) => sum + Buffer.byteLength(after ?? ''), 0);
  const free = root === undefined ? null : freeBytes(root);
  if (free !== null && free < lowBytes + bytes)
    return 'Nothing was changed: the disk is full; delete something first.';
  for (const [index, change] of changes.entries()) {
    const { place, after, mode } = change;
    const draft = after === null ? null : `.${mark}-${index}.patch`;
    const folderPath = path.dirname(place.path);
    const name = path.relative(place.root, place.path);
    const made = draft === null ? null : await openInside(beside(place, draft), 'write');
    if (made?.kind === 'refused') return `Nothing was changed. ${name}: ${made.message}`;
    try {
      const folder = await openInside({ ...place, path: folderPath }, 'list');
      if (folder.kind === 'refused') return `Nothing was changed. ${name}: ${folder.message}`;
      staged.push({ ...change, folder: folder.file, at: pathOf(folder.file, folderPath), draft });
      await made?.file.truncate();
      await made?.file.writeFile(after ?? '');
      if (mode !== null) await made?.file.chmod(mode & 0o777);
    } finally {
      await made?.file.close();
    }
  }
  return null;
}

const beside = (place: Inside, name: string): Inside => ({
  ...place,
  path: path.join(path.dirname(place.path), name),
});

/** Whether it is as it was. */
async function restore({ place, before, at }: Staged, mark: string): Promise<boolean> {
  const target = path.join(at, path.basename(place.path));
  if (before === null) {
    await rm(target, { force: true });
    return true;
  }
  const draft = `.${mark}-back.patch`;
  const opened = await openInside(beside(place, draft), 'write');
  if (opened.kind === 'refused') return false;
  try {
    await opened.file.truncate();
    await opened.file.writeFile(before.bytes);
    await opened.file.chmod(before.mode & 0o777);
  } finally {
    await opened.file.close();
  }
  await rename(path.join(at, draft), target);
  return true;
}
