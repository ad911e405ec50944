import { createHash } from 'node:crypto';

/** The texts of the rendered files; null where a file is not there. */
export type ConfigFiles = { 'openclaw.json': string; 'rockpool.json': string | null; '.env': string | null };

/** sha256 (hex) over the three files with their names, in this order; a file that is missing differs from an empty one. */
export function hashFiles(files: ConfigFiles): string {
  const hash = createHash('sha256');
  for (const name of ['openclaw.json', 'rockpool.json', '.env'] as const) {
    const text = files[name];
    hash.update(`${name}\0${text === null ? '-' : Buffer.byteLength(text)}\0`).update(text ?? '');
  }
  return hash.digest('hex');
}
