import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const notInput = new Set([
  'node_modules',
  '.next',
  'dist',
  'test-results',
  'next-env.d.ts',
  'tsconfig.tsbuildinfo',
]);

/** One hash for the names and contents of files and folders; tests and what builds leave behind do not count. */
export function inputHash(root: string, places: string[]): string {
  const hash = createHash('sha256');
  const add = (file: string) => {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (!stat || notInput.has(path.basename(file)) || /\.test\.tsx?$/.test(file)) return;
    if (stat.isDirectory()) {
      for (const name of fs.readdirSync(file).sort()) add(path.join(file, name));
    } else {
      const content = fs.readFileSync(file);
      hash.update(`${path.relative(root, file)}\0${content.length}\0`).update(content);
    }
  };
  for (const place of places) add(path.join(root, place));
  return hash.digest('hex');
}
