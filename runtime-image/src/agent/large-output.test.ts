import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeDir, tempDir } from '../testing/temp-dir.ts';
import { boundOutput, cutAtLines, outputCharsMax } from './large-output.ts';
import { toolContext } from './testing.ts';

let root: string;
let workspace: string;
beforeEach(() => {
  root = tempDir();
  workspace = path.join(root, 'workspace');
  mkdirSync(workspace);
});
afterEach(() => removeDir(root));

const lines = Array.from({ length: 5_000 }, (_, index) => `line ${index}`).join('\n');
const bound = (output: string, callId = 'call-1') => boundOutput(output, toolContext(workspace, { callId }));

it('a short output stays as it is and leaves no file', async () => {
  const output = 'x'.repeat(outputCharsMax);
  expect(await bound(output)).toBe(output);
  expect(readdirSync(workspace)).toEqual([]);
});

it('a long one shows both ends at line ends, and the whole can be read in the workspace', async () => {
  const shown = await bound(lines);
  expect(shown.length).toBeLessThan(outputCharsMax);
  expect(shown).toMatch(/^line 0\n/);
  expect(shown).toMatch(/\nline 4999$/);
  const [, kept] = /all of it is in (\S+) …/.exec(shown)!;
  expect(readFileSync(path.join(workspace, kept!), 'utf8')).toBe(lines);
  for (const line of shown.split('\n')) expect(line).toMatch(/^line \d+$|^\[… \d+ characters/);
});

it('one endless line is cut between whole characters', () => {
  const { head, tail } = cutAtLines('😀'.repeat(20_000));
  expect(head + tail).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
});

it('the name of a call leads nowhere else', async () => {
  const shown = await bound(lines, '../../../etc/evil');
  expect(shown).toContain('.outputs/turn-1-_________etc_evil.txt');
  expect(readdirSync(path.join(workspace, '.outputs'))).toHaveLength(1);
});

it.each(['', 'notes'])(
  'a folder that is a link to %j of elsewhere is not written to, nor tidied',
  async (where) => {
    const target = where === '' ? root : path.join(workspace, where);
    mkdirSync(target, { recursive: true });
    symlinkSync(target, path.join(workspace, '.outputs'));
    writeFileSync(path.join(target, 'mine.txt'), 'mine');
    expect(await bound(lines)).toContain('they could not be kept');
    expect(existsSync(path.join(target, 'mine.txt'))).toBe(true);
    expect(readdirSync(target).filter((name) => name.includes('call'))).toEqual([]);
  },
);

it('only the newest 50 files are kept', async () => {
  const folder = path.join(workspace, '.outputs');
  mkdirSync(folder);
  for (let index = 0; index < 60; index += 1) {
    const file = path.join(folder, `old-${index}.txt`);
    writeFileSync(file, 'x');
    utimesSync(file, index + 1, index + 1);
  }
  await bound(lines);
  const left = readdirSync(folder);
  expect(left).toHaveLength(50);
  expect(left).toContain('old-59.txt');
  expect(left).not.toContain('old-10.txt');
});

it('and at most 20 MB of them', async () => {
  const folder = path.join(workspace, '.outputs');
  mkdirSync(folder);
  for (const [index, name] of ['older.txt', 'newer.txt'].entries()) {
    writeFileSync(path.join(folder, name), Buffer.alloc(12_000_000));
    utimesSync(path.join(folder, name), index + 1, index + 1);
  }
  await bound(lines);
  expect(readdirSync(folder).sort()).toEqual(['newer.txt', 'turn-1-call-1.txt']);
});
