import { freeBytes, lowBytes } from '../disk-space.ts';
import { reachFor, type FileTurn } from './file-reach.ts';
import { openInside } from './open-inside.ts';
import { resolveInside, type InsidePath } from './workspace-path.ts';

/** Writes a file of the workspace, with the folders that are missing. Null when it was written, else a sentence. */
export async function writeInside(
  workspace: string,
  name: string,
  content: string | Uint8Array,
): Promise<string | null> {
  return writeAt(await resolveInside(workspace, name), content);
}

/** The same for what a turn's tool was told to write. */
export async function writeReached(
  turn: FileTurn,
  name: string,
  content: string | Uint8Array,
): Promise<string | null> {
  return writeAt(await reachFor(turn, name, 'write'), content);
}

async function writeAt(place: InsidePath, content: string | Uint8Array): Promise<string | null> {
  if (place.kind === 'refused') return place.message;
  const free = freeBytes(place.root);
  if (free !== null && free < lowBytes + content.length) return 'The disk is full; delete something first.';
  const opened = await openInside(place, 'write');
  if (opened.kind === 'refused') return opened.message;
  const { file } = opened;
  try {
    await file.truncate();
    await file.writeFile(content);
    return null;
  } finally {
    await file.close();
  }
}
