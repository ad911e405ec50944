/** Finds and reads the Markdown files of an agent's memory. Links are not followed: the gateway may read what the agent's programs may not. */
import fs from 'node:fs';
import path from 'node:path';

const filesMax = 20_000;
const fileBytesMax = 1024 * 1024;
const depthMax = 4;

/** `stamp` changes whenever the file does. */
export type MemoryFile = { path: string; stamp: string };

/** `MEMORY.md` and everything under `memory/`, with paths relative to the workspace; other people's links, pipes and huge files are left out. */
export function memoryFiles(workspace: string): MemoryFile[] {
  const found: MemoryFile[] = [];
  const look = (relative: string): void => {
    const stat = statOf(`${workspace}/${relative}`);
    if (stat?.isFile() !== true || stat.size > fileBytesMax || found.length >= filesMax) return;
    // the time of the change itself cannot be set by programs, that of the contents can
    found.push({ path: relative, stamp: `${stat.ctimeMs}:${stat.size}` });
  };
  const walk = (folder: string, depth: number): void => {
    for (const entry of entriesOf(path.join(workspace, folder))) {
      const relative = `${folder}/${entry.name}`;
      if (entry.isDirectory() && depth < depthMax) walk(relative, depth + 1);
      else if (entry.isFile() && /\.md$/i.test(entry.name)) look(relative);
    }
  };
  look('MEMORY.md');
  if (statOf(path.join(workspace, 'memory'))?.isDirectory() === true) walk('memory', 1);
  return found;
}

/** Null when it is gone, or has become something else. */
export function readMemoryFile(workspace: string, relative: string): string | null {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  let descriptor: number | null = null;
  try {
    const file = path.join(workspace, relative);
    // a folder on the way may have become a link
    const folder = path.dirname(file);
    if (fs.realpathSync(folder) !== path.join(fs.realpathSync(workspace), path.dirname(relative)))
      return null;
    descriptor = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stat = fs.fstatSync(descriptor);
    if (!stat.isFile() || stat.nlink > 1 || stat.size > fileBytesMax) return null;
    return fs.readFileSync(descriptor, 'utf8');
  } catch {
    return null;
  } finally {
    if (descriptor !== null) fs.closeSync(descriptor);
  }
}

function statOf(file: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
