import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inputHash } from './input-hash.ts';

let root: string;
const write = (name: string, text: string) => {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  fs.writeFileSync(path.join(root, name), text);
};
const hash = () => inputHash(root, ['app', 'lock.json']);

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'rockpool-hash-'));
  write('app/page.ts', 'a');
  write('lock.json', '{}');
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

test.each([
  ['a changed file', () => write('app/page.ts', 'b')],
  ['a new file', () => write('app/more/new.ts', '')],
  ['a removed file', () => fs.rmSync(path.join(root, 'app/page.ts'))],
  ['a renamed file', () => fs.renameSync(path.join(root, 'app/page.ts'), path.join(root, 'app/home.ts'))],
  ['a changed lockfile', () => write('lock.json', '{"a":1}')],
])('%s asks for a new build', (_, change) => {
  const before = hash();
  change();
  expect(hash()).not.toBe(before);
});

test.each([
  ['a test', () => write('app/page.test.ts', '')],
  ['the output of a build', () => write('app/.next/BUILD_ID', 'x')],
  ['a file elsewhere', () => write('README.md', '')],
  ['a touched file', () => fs.utimesSync(path.join(root, 'app/page.ts'), 1, 1)],
])('%s does not', (_, change) => {
  const before = hash();
  change();
  expect(hash()).toBe(before);
});
