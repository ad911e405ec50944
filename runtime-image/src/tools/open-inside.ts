/**
 * Opens what `resolveInside` found, from folder to folder, and follows no link on the way: a program of the agent that swaps a folder for
 * a link between the check and the opening gets a refusal.
 */
import { constants, existsSync } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { InsidePath } from './workspace-path.ts';

type Inside = Extract<InsidePath, { kind: 'inside' }>;

export type Opened = { kind: 'open'; file: FileHandle } | { kind: 'refused'; message: string };

const { O_RDONLY, O_WRONLY, O_CREAT, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;
/** the kernel's way to name a file relative to an open folder; elsewhere the plain path has to do */
const hasDescriptors = existsSync('/proc/self/fd');

/** @param how a folder is listed, a file for writing is made with its folders when it is not there, and never emptied here */
export async function openInside(place: Inside, how: 'list' | 'read' | 'write'): Promise<Opened> {
  const names = path.relative(place.root, place.path).split(path.sep).filter(Boolean);
  const last = how === 'list' ? undefined : names.pop();
  let folder = await open(place.root, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  let at = place.root;
  let keepsFolder = false;
  try {
    for (const name of names) {
      const next = under(folder, at, name);
      if (how === 'write') await mkdir(next).catch(ignoreExisting);
      const opened = await open(next, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
      await folder.close();
      folder = opened;
      at = path.join(at, name);
    }
    if (last === undefined) {
      keepsFolder = how === 'list';
      return keepsFolder ? { kind: 'open', file: folder } : refused('That is not a file.');
    }
    // a pipe or a device must not hold the gateway up
    const flags = (how === 'read' ? O_RDONLY : O_WRONLY | O_CREAT) | O_NOFOLLOW | O_NONBLOCK;
    return await onlyFile(await open(under(folder, at, last), flags));
  } catch (error) {
    return refused(explain(error as NodeJS.ErrnoException));
  } finally {
    if (!keepsFolder) await folder.close();
  }
}

/** The path by which an open folder is read. */
export function pathOf(folder: FileHandle, fallback: string): string {
  return hasDescriptors ? `/proc/self/fd/${folder.fd}` : fallback;
}

function under(folder: FileHandle, at: string, name: string): string {
  return path.join(pathOf(folder, at), name);
}

async function onlyFile(file: FileHandle): Promise<Opened> {
  const found = await file.stat();
  // a second name of a file may be its name outside of the workspace
  const message = !found.isFile()
    ? 'That is not a file.'
    : found.nlink > 1
      ? 'That file has several names.'
      : '';
  if (message === '') return { kind: 'open', file };
  await file.close();
  return refused(message);
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

function explain({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'There is no such file.';
  if (code === 'ELOOP' || code === 'ENOTDIR') return 'That path leads through a file or a link.';
  if (code === 'EISDIR' || code === 'ENXIO') return 'That is not a file.';
  if (code === 'ENOSPC') return 'The disk is full; delete something first.';
  if (code === 'EACCES' || code === 'EPERM') return 'That is not allowed.';
  return `It cannot be opened: ${message}`;
}

function refused(message: string): Opened {
  return { kind: 'refused', message };
}
