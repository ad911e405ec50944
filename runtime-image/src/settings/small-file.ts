/** Files of the state folder that the agent's programs may write too: read without following a link, and never much of them. */
import fs from 'node:fs';
import path from 'node:path';

/** Null when there is none, or something else stands in its place. */
export function readSmallFile(file: string, bytesMax: number): string | null {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  let descriptor: number | null = null;
  try {
    descriptor = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stat = fs.fstatSync(descriptor);
    return stat.isFile() && stat.size <= bytesMax ? fs.readFileSync(descriptor, 'utf8') : null;
  } catch {
    return null;
  } finally {
    if (descriptor !== null) fs.closeSync(descriptor);
  }
}

/** Replaces the file in one step: who reads it sees the old or the new one. */
export function writeSmallFile(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.new`;
  fs.rmSync(draft, { force: true });
  fs.writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  fs.renameSync(draft, file);
}

/** Differs when the file does; empty when there is none. */
export function stampOf(file: string): string {
  try {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    return stat === undefined ? '' : `${stat.mtimeMs}:${stat.size}:${stat.ino}`;
  } catch {
    return '';
  }
}
