/** The wall around the workspace: a path is followed through every link before it is used. */
import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';

/** both without links when they were looked at; open them by `openInside` */
export type InsidePath =
  { kind: 'inside'; path: string; root: string } | { kind: 'refused'; message: string };

const kernelFolders = /^\/(?:proc|sys|dev)(?:\/|$)/;

/**
 * The real place of a path that the model named, whether it exists yet or not. Refused when that is outside of the workspace, be it
 * by `..`, by an absolute path or by a symbolic link.
 */
export async function resolveInside(workspace: string, wanted: string): Promise<InsidePath> {
  if (wanted.includes('\0')) return refused(wanted);
  const root = await realpath(workspace);
  // an agent that puts a link in place of its workspace moves it, but not to where the kernel shows processes and devices
  if (root === '/' || kernelFolders.test(root)) return refused(wanted);
  const target = path.resolve(workspace, wanted);
  const missing: string[] = [];
  for (let existing = target; ; existing = path.dirname(existing)) {
    try {
      const real = path.join(await realpath(existing), ...missing);
      return real === root || real.startsWith(root + path.sep)
        ? { kind: 'inside', path: real, root }
        : refused(wanted);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // a link that points nowhere could be made to point anywhere
      if (code === 'ENOENT' && (await isLink(existing))) return refused(wanted);
      if (code !== 'ENOENT' || existing === path.dirname(existing)) return refused(wanted);
      missing.unshift(path.basename(existing));
    }
  }
}

async function isLink(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => null))?.isSymbolicLink() ?? false;
}

function refused(wanted: string): InsidePath {
  return { kind: 'refused', message: `${wanted.slice(0, 200)} is outside of the workspace.` };
}
