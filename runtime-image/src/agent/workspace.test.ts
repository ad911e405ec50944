import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeDir, tempDir } from '../testing.ts';
import { promptFilesOf } from './workspace.ts';

let root: string;
let workspace: string;
beforeEach(() => {
  root = tempDir();
  workspace = path.join(root, 'workspace');
  mkdirSync(workspace);
  writeFileSync(path.join(root, 'secret.txt'), 'token');
  writeFileSync(path.join(workspace, 'real.md'), 'inside');
  writeFileSync(path.join(workspace, 'USER.md'), 'Ada');
});
afterEach(() => removeDir(root));

const seen = () => promptFilesOf(workspace, 'private', 0).map(({ name, text }) => `${name}: ${text}`);

it.each([
  [
    'a link that stays inside',
    () => symlinkSync('real.md', path.join(workspace, 'AGENTS.md')),
    ['AGENTS.md: inside'],
  ],
  ['a link that leads out', () => symlinkSync('../secret.txt', path.join(workspace, 'AGENTS.md')), []],
  [
    'a link to the gateway itself',
    () => symlinkSync('/proc/self/environ', path.join(workspace, 'AGENTS.md')),
    [],
  ],
  ['a link to itself', () => symlinkSync('AGENTS.md', path.join(workspace, 'AGENTS.md')), []],
  ['a pipe', () => execFileSync('mkfifo', [path.join(workspace, 'AGENTS.md')]), []],
  ['a folder', () => mkdirSync(path.join(workspace, 'AGENTS.md')), []],
] as const)('the prompt with %s in place of a file', (_name, lay, more) => {
  lay();
  expect(seen()).toEqual([...more, 'USER.md: Ada']);
});
