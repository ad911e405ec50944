import { createHash } from 'node:crypto';

/** sha256 (hex) over names and contents; the order of the files does not matter, a missing file differs from an empty one. */
export function hashFiles(files: readonly { name: string; text: string }[]): string {
  const hash = createHash('sha256');
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(`${file.name}\0${Buffer.byteLength(file.text)}\0`).update(file.text);
  }
  return hash.digest('hex');
}
