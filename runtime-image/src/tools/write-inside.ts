import { freeBytes, lowBytes } from '../disk-space.ts';
import { openInside } from './open-inside.ts';
import { resolveInside } from './workspace-path.ts';

/** Writes a file of the workspace, with the folders that are missing. Null when it was written, else a sentence. */
export async function writeInside(
  workspace: string,
  name: string,
  content: string | Uint8Array,
): Promise<string | null> {
  const place = await resolveInside(workspace, name);
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
