/** Results that are too long for a prompt: the model sees both ends, and the whole lies in the workspace. */
import { lstat, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { freeBytes, lowBytes } from '../disk-space.ts';
import { openInside, pathOf } from '../tools/open-inside.ts';
import { resolveInside } from '../tools/workspace-path.ts';
import type { ToolContext } from './tool.ts';

/** beyond `charsMax` only the two ends are shown */
export type OutputBounds = { charsMax: number; headChars: number; tailChars: number };

const forPrompt: OutputBounds = { charsMax: 16_000, headChars: 10_000, tailChars: 5_000 };
export const outputCharsMax = forPrompt.charsMax;

const folder = '.outputs';
const filesMax = 50;
const bytesMax = 20_000_000;

/** The output itself when it is short enough. Never throws: what cannot be kept is left out and said to be. */
export async function boundOutput(
  output: string,
  context: Pick<ToolContext, 'workspace' | 'turnId' | 'callId'>,
  bounds = forPrompt,
): Promise<string> {
  if (output.length <= bounds.charsMax) return output;
  const { head, tail } = cutAtLines(output, bounds);
  const file = await keep(output, context).catch(() => null);
  const left = output.length - head.length - tail.length;
  const where = file === null ? 'they could not be kept' : `all of it is in ${file}`;
  return `${head}\n[… ${left} characters left out; ${where} …]\n${tail}`;
}

/** Pure. Both ends end at a line's end where one is near. */
export function cutAtLines(
  output: string,
  { headChars, tailChars }: OutputBounds = forPrompt,
): { head: string; tail: string } {
  let head = output.slice(0, headChars);
  const lastEnd = head.lastIndexOf('\n');
  head = lastEnd > headChars / 2 ? head.slice(0, lastEnd) : head.replace(/[\ud800-\udbff]$/, '');
  let tail = output.slice(-tailChars);
  const firstEnd = tail.indexOf('\n');
  tail =
    firstEnd !== -1 && firstEnd < tailChars / 2
      ? tail.slice(firstEnd + 1)
      : tail.replace(/^[\udc00-\udfff]/, '');
  return { head, tail };
}

/** The file's path in the workspace; null when it may not or cannot be written. */
async function keep(
  output: string,
  { workspace, turnId, callId }: Pick<ToolContext, 'workspace' | 'turnId' | 'callId'>,
): Promise<string | null> {
  const free = freeBytes(workspace);
  if (free !== null && free < lowBytes + bytesMax) return null;
  // vendors give calls any name, and some the same one in every turn
  const name = `${turnId.slice(0, 8)}-${callId}`.replace(/[^\w-]/g, '_').slice(0, 80);
  const file = path.join(folder, `${name}.txt`);
  const place = await resolveInside(workspace, file);
  // a link in place of the folder would lead elsewhere in the workspace, and files there would be tidied away
  if (place.kind === 'refused' || path.dirname(place.path) !== path.join(place.root, folder)) return null;
  const opened = await openInside(place, 'write');
  if (opened.kind === 'refused') return null;
  try {
    await opened.file.truncate();
    await opened.file.writeFile(output);
  } finally {
    await opened.file.close();
  }
  await tidy(workspace);
  return file;
}

/** Leaves the newest files, `filesMax` and `bytesMax` of them at most. */
async function tidy(workspace: string): Promise<void> {
  const place = await resolveInside(workspace, folder);
  if (place.kind === 'refused') return;
  const opened = await openInside(place, 'list');
  if (opened.kind === 'refused') return;
  try {
    const at = pathOf(opened.file, place.path);
    const names = await readdir(at);
    const files = await Promise.all(
      names.map(async (name) => {
        const { size, mtimeMs } = await lstat(path.join(at, name));
        return { name, size, mtimeMs };
      }),
    );
    files.sort((one, other) => other.mtimeMs - one.mtimeMs);
    let bytes = 0;
    for (const [index, { name, size }] of files.entries()) {
      bytes += size;
      if (index >= filesMax || bytes > bytesMax) await unlink(path.join(at, name)).catch(() => {});
    }
  } finally {
    await opened.file.close();
  }
}
