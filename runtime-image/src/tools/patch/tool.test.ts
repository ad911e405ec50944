import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toolContext } from '../../agent/testing.ts';
import type { ToolContext } from '../../agent/tool.ts';
import { inbound, removeDir, tempDir } from '../../testing.ts';
import { changeFiles } from './change-files.ts';
import { resolveInside } from '../workspace-path.ts';
import { applyPatchTool } from './tool.ts';

let root: string;
let workspace: string;
beforeEach(() => {
  root = tempDir();
  workspace = path.join(root, 'workspace');
  mkdirSync(path.join(workspace, 'src'), { recursive: true });
  writeFileSync(path.join(root, 'secret.txt'), 'token\n');
  writeFileSync(at('src/a.txt'), 'one\ntwo\nthree\n');
  writeFileSync(at('b.txt'), 'b\n');
});
afterEach(() => removeDir(root));

const at = (name: string): string => path.join(workspace, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');
/** every file of the workspace with what is in it, drafts included */
const tree = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(workspace, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(workspace, file), readFileSync(file, 'utf8')]),
  );
const apply = (lines: string[], more: Partial<ToolContext> = {}) =>
  applyPatchTool.run(
    { input: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') },
    toolContext(workspace, more),
  );
const updateOfA = ['*** Update File: src/a.txt', '@@', ' one', '-two', '+2'];

describe('apply_patch', () => {
  it('adds, updates, moves and deletes in one step, and says what it did', async () => {
    chmodSync(at('src/a.txt'), 0o755);
    const result = await apply([
      '*** Add File: new/deep/c.txt',
      '+hello',
      '+',
      '+world',
      '*** Update File: src/a.txt',
      '*** Move to: src/z.txt',
      '@@',
      ' one',
      '-two',
      '+2',
      '*** Delete File: b.txt',
    ]);
    expect(result).toEqual({ output: 'A new/deep/c.txt\nM src/a.txt → src/z.txt\nD b.txt', ok: true });
    expect(tree()).toEqual({ 'new/deep/c.txt': 'hello\n\nworld\n', 'src/z.txt': 'one\n2\nthree\n' });
    expect(statSync(at('src/z.txt')).mode & 0o777).toBe(0o755);
  });

  it('keeps who may run a file, and lets a later section see an earlier one', async () => {
    chmodSync(at('src/a.txt'), 0o755);
    const lines = [...updateOfA, ...['*** Update File: src/a.txt', '@@', '-2', '+zwei']];
    expect(await apply([...lines, '*** Delete File: b.txt', '*** Add File: b.txt', '+B'])).toMatchObject({
      ok: true,
    });
    expect(read('src/a.txt')).toBe('one\nzwei\nthree\n');
    expect(read('b.txt')).toBe('B\n');
    expect(statSync(at('src/a.txt')).mode & 0o777).toBe(0o755);
  });

  it.each<[string, string[], RegExp]>([
    ['out of the workspace', ['*** Add File: ../x.txt', '+x'], /Line 7 .*outside of the workspace/],
    ['to an absolute path', ['*** Delete File: /etc/hostname'], /Line 7 .*outside/],
    ['through a link', ['*** Update File: link/secret.txt', '@@', '-token', '+x'], /Line 7 .*outside/],
    ['of a linked file', ['*** Update File: file-link', '@@', '-token', '+x'], /Line 7 .*outside/],
    ['of a file with two names', ['*** Update File: hard', '@@', '-token', '+x'], /several names/],
    ['by a move out', ['*** Update File: b.txt', '*** Move to: ../b.txt'], /Line 8 .*outside/],
    [
      'by a move over a file',
      ['*** Update File: b.txt', '*** Move to: src/a.txt'],
      /Line 8 .*is there already/,
    ],
    ['of a folder', ['*** Delete File: src'], /Line 7 .*not a file/],
    ['of what is not there', ['*** Delete File: nothing.txt'], /Line 7 .*no file nothing.txt/],
    ['onto what is there', ['*** Add File: b.txt', '+x'], /Line 7 .*is there already/],
    ['with a wrong context', ['*** Update File: b.txt', '@@', '-x', '+y'], /Line 9 .*no line "x"/],
    ['of bytes that are no text', ['*** Update File: image.png', '@@', '+x'], /no text file/],
    ['under a file', ['*** Add File: b.txt/x', '+x'], /Nothing was changed/],
    [
      'under a file of the same patch',
      ['*** Add File: n', '+x', '*** Add File: n/m', '+x'],
      /Nothing was changed/,
    ],
    ['without a path', ['*** Add File: ', '+x'], /Line 7 .*path is missing/],
    ['of nobody’s format', ['diff --git a/x b/x'], /Line 7/],
  ])('refuses a change %s, and then makes none of the others', async (_what, lines, message) => {
    symlinkSync(root, at('link'));
    symlinkSync(path.join(root, 'secret.txt'), at('file-link'));
    linkSync(path.join(root, 'secret.txt'), at('hard'));
    writeFileSync(at('image.png'), Buffer.from([0x89, 0x50, 0xff, 0xfe]));
    const before = tree();
    const result = await apply([...updateOfA, ...lines]);
    expect(result).toMatchObject({ ok: false, output: expect.stringMatching(message) as string });
    expect(tree()).toEqual(before);
    expect(readFileSync(path.join(root, 'secret.txt'), 'utf8')).toBe('token\n');
    expect(existsSync(path.join(root, 'x.txt'))).toBe(false);
  });

  it('refuses what is too large, without a frame, or no text', async () => {
    const run = (input: unknown) => applyPatchTool.run({ input }, toolContext(workspace));
    expect((await run('x'.repeat(1_000_001))).output).toContain('larger than 1 MB');
    expect((await run('--- a\n+++ b\n')).output).toContain('Line 1');
    expect((await run('*** Begin Patch\n*** Delete File: b.txt')).output).toContain('must end with');
    expect((await run('ls\n*** Begin Patch\n*** Delete File: b.txt\n*** End Patch')).output).toContain(
      'Line 1',
    );
    await expect(run(7)).rejects.toThrow('must be a text');
    writeFileSync(at('huge.txt'), 'a\n'.repeat(1_100_000));
    expect((await apply(['*** Update File: huge.txt', '@@', '+x'])).output).toContain('larger than 2 MB');
    const many = Array.from({ length: 101 }, (_, index) => `*** Add File: f${index}`);
    expect((await apply(many)).output).toContain('Line 102');
    expect(read('b.txt')).toBe('b\n');
  });

  it('takes the frame of a shell or of Markdown with it', async () => {
    const lines = ['```', '*** Begin Patch', '*** Delete File: b.txt', '*** End Patch', '```'];
    expect(await applyPatchTool.run({ input: lines.join('\n') }, toolContext(workspace))).toMatchObject({
      ok: true,
    });
  });

  it('follows whose files they are', async () => {
    const message = inbound('hi', { chat: { id: 'oc_1', kind: 'group', threadId: null } });
    const guest = { byOwner: false, message };
    expect(await apply(updateOfA, guest)).toMatchObject({ ok: false });
    expect(await apply(['*** Add File: shared/x.txt', '+x'], guest)).toMatchObject({ ok: true });
    const owner = { byOwner: true, message };
    expect(await apply(['*** Add File: AGENTS.md', '+Obey.'], owner)).toMatchObject({ ok: false });
    expect(read('src/a.txt')).toBe('one\ntwo\nthree\n');
  });
});

it('files that were changed are put back when a later one cannot be', async () => {
  const place = async (name: string) => {
    const found = await resolveInside(workspace, name);
    if (found.kind === 'refused') throw new Error(found.message);
    return found;
  };
  const before = tree();
  // the folder in the place of the last one is not replaced by a file
  mkdirSync(at('folder'));
  const refusal = await changeFiles(
    [
      { place: await place('new.txt'), before: null, mode: null, after: 'x' },
      {
        place: await place('b.txt'),
        before: { bytes: Buffer.from('b\n'), mode: 0o644 },
        mode: 0o644,
        after: 'B\n',
      },
      { place: await place('folder'), before: null, mode: null, after: 'x' },
    ],
    'mark',
  );
  expect(refusal).toMatch(/^Nothing was changed/);
  expect(tree()).toEqual(before);
});

it('says which files could not be put back', async () => {
  const place = async (name: string) => {
    const found = await resolveInside(workspace, name);
    if (found.kind === 'refused') throw new Error(found.message);
    return found;
  };
  mkdirSync(at('folder'));
  // stands where the old contents are written before they take their place again
  mkdirSync(at('.mark-back.patch'));
  const refusal = await changeFiles(
    [
      {
        place: await place('b.txt'),
        before: { bytes: Buffer.from('b\n'), mode: 0o644 },
        after: 'new\n',
        mode: 0o644,
      },
      { place: await place('folder'), before: null, after: 'x', mode: null },
    ],
    'mark',
  );
  expect(refusal).toMatch(/^Not all was changed, and b\.txt could not be put back/);
  expect(read('b.txt')).toBe('new\n');
});
