import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { getPriority } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeDir, tempDir, until } from '../testing/temp-dir.ts';
import { toolContext } from '../agent/testing.ts';
import { runTool } from '../agent/run-tool.ts';
import type { LiveShell } from '../processes/strays.ts';
import type { Secrecy } from '../secrecy/verdict.ts';
import { openInside } from './open-inside.ts';
import { toolsFor } from './table.ts';
import { resolveInside, type InsidePath } from './workspace-path.ts';

let root: string;
let workspace: string;
beforeEach(() => {
  root = tempDir();
  workspace = path.join(root, 'workspace');
  mkdirSync(workspace);
  writeFileSync(path.join(root, 'secret.txt'), 'token');
});
afterEach(() => removeDir(root));

const config = { exec: { enabled: true, timeoutMs: 5_000 }, toolPolicy: { allow: null, deny: [] } };
const environment = { PATH: process.env.PATH, SANDBOX_SECRET: 'sk-hidden', LANG: 'C' };
const shells = {
  alone: false,
  live: new Set<LiveShell>(),
  newMark: () => randomBytes(16).toString('hex'),
  reserve: null,
};
const tools = toolsFor(config, { environment, secrecy: null, shells, roomTools: [] });

function use(name: string, input: Record<string, unknown>, signal = new AbortController().signal) {
  return runTool({ id: '1', name, input: JSON.stringify(input) }, tools, toolContext(workspace, { signal }));
}

describe('files', () => {
  it('are written, read, edited and listed, folders made on the way', async () => {
    expect(await use('write', { path: 'a/b.md', content: 'one\ntwo\nthree' })).toMatchObject({ ok: true });
    expect(await use('read', { path: 'a/b.md', offset: 2, limit: 1 })).toMatchObject({
      output: 'two\n[3 lines in all; go on with offset 3]',
    });
    expect(await use('edit', { path: 'a/b.md', oldText: 'two', newText: '$& 2' })).toMatchObject({
      ok: true,
    });
    expect(readFileSync(path.join(workspace, 'a/b.md'), 'utf8')).toBe('one\n$& 2\nthree');
    expect(await use('ls', {})).toEqual({ output: 'a/', ok: true });
  });

  it.each([
    '../secret.txt',
    '/etc/passwd',
    'a/../../secret.txt',
    'link/secret.txt',
    'file-link',
    'new-link',
    'a\0b',
  ])('outside of the workspace are refused: %j', async (wanted) => {
    symlinkSync(root, path.join(workspace, 'link'));
    symlinkSync(path.join(root, 'secret.txt'), path.join(workspace, 'file-link'));
    symlinkSync(path.join(root, 'not-there-yet'), path.join(workspace, 'new-link'));
    for (const [tool, more] of [
      ['read', {}],
      ['write', { content: 'x' }],
      ['edit', { oldText: 'token', newText: 'x' }],
      ['ls', {}],
    ] as const) {
      expect(await use(tool, { path: wanted, ...more })).toMatchObject({ ok: false });
    }
    expect(readFileSync(path.join(root, 'secret.txt'), 'utf8')).toBe('token');
    expect(existsSync(path.join(root, 'not-there-yet'))).toBe(false);
  });

  it.each(['/proc/self', '/proc', '/dev', '/'])(
    'a workspace that was moved to %s is refused',
    async (target) => {
      rmSync(workspace, { recursive: true });
      symlinkSync(target, workspace);
      for (const name of ['environ', 'self/environ', 'null', 'proc/self/environ', '.'])
        for (const tool of ['read', 'ls'])
          expect(await use(tool, { path: name })).toMatchObject({
            ok: false,
            output: expect.stringContaining('outside'),
          });
    },
  );

  it('with a second name, which may lie outside, are refused and stay as they are', async () => {
    linkSync(path.join(root, 'secret.txt'), path.join(workspace, 'second-name'));
    for (const [tool, more] of [
      ['read', {}],
      ['write', { content: 'x' }],
      ['edit', { oldText: 'token', newText: 'x' }],
    ] as const)
      expect(await use(tool, { path: 'second-name', ...more })).toMatchObject({ ok: false });
    expect(readFileSync(path.join(root, 'secret.txt'), 'utf8')).toBe('token');
  });

  it('that are pipes hold nobody up', async () => {
    execFileSync('mkfifo', [path.join(workspace, 'pipe')]);
    for (const [tool, more] of [
      ['read', {}],
      ['write', { content: 'x' }],
    ] as const)
      expect(await use(tool, { path: 'pipe', ...more })).toEqual({
        output: 'That is not a file.',
        ok: false,
      });
  });

  it('whose folder becomes a link after the check are refused, never read or made outside', async () => {
    mkdirSync(path.join(workspace, 'a'));
    writeFileSync(path.join(workspace, 'a/secret.txt'), 'mine');
    const old = (await resolveInside(workspace, 'a/secret.txt')) as Extract<InsidePath, { kind: 'inside' }>;
    const fresh = (await resolveInside(workspace, 'a/new.txt')) as typeof old;
    const listed = (await resolveInside(workspace, 'a')) as typeof old;
    rmSync(path.join(workspace, 'a'), { recursive: true });
    symlinkSync(root, path.join(workspace, 'a'));
    expect(await openInside(old, 'read')).toMatchObject({ kind: 'refused' });
    expect(await openInside(fresh, 'write')).toMatchObject({ kind: 'refused' });
    expect(await openInside(listed, 'list')).toMatchObject({ kind: 'refused' });
    expect(existsSync(path.join(root, 'new.txt'))).toBe(false);
  });

  it('a link that stays inside is followed', async () => {
    writeFileSync(path.join(workspace, 'real.md'), 'inside');
    symlinkSync('real.md', path.join(workspace, 'alias.md'));
    expect(await use('read', { path: 'alias.md' })).toEqual({ output: 'inside', ok: true });
  });

  it('that are too large, not text, not there or ambiguous are said to be so', async () => {
    writeFileSync(path.join(workspace, 'large'), Buffer.alloc(2 * 1024 * 1024 + 1, 'x'));
    writeFileSync(path.join(workspace, 'binary'), Buffer.from([1, 0, 2]));
    writeFileSync(path.join(workspace, 'twice'), 'a a');
    expect((await use('read', { path: 'large' })).output).toContain('larger than 2 MB');
    expect((await use('read', { path: 'binary' })).output).toContain('not a text file');
    expect((await use('read', { path: 'nowhere' })).output).toContain('no such file');
    expect((await use('read', { path: '.' })).output).toContain('not a file');
    expect((await use('edit', { path: 'twice', oldText: 'a', newText: 'b' })).output).toContain(
      'more than once',
    );
    expect((await use('write', { path: 'x', content: 'x'.repeat(2 * 1024 * 1024 + 1) })).ok).toBe(false);
    expect((await use('read', { path: 5 })).output).toContain('"path" must be a text');
  });

  it('of great length are shown in parts', async () => {
    writeFileSync(path.join(workspace, 'long'), 'word '.repeat(20_000));
    expect((await use('read', { path: 'long' })).output.length).toBeLessThan(31_000);
  });
});

describe('exec', () => {
  it('gives output and exit code', async () => {
    expect(await use('exec', { command: 'echo out; echo err >&2; exit 3' })).toEqual({
      output: 'out\nerr\n[exit code 3]',
      ok: false,
    });
    expect(await use('exec', { command: 'true' })).toEqual({ output: '(no output)', ok: true });
  });

  it('does not pass on the environment of the gateway', async () => {
    const { output } = await use('exec', { command: 'env' });
    expect(output).not.toContain('sk-hidden');
    expect(output).toContain(`HOME=${workspace}`);
  });

  it('ends with all that it started when its time is over, on stop, and when it ends by itself', async () => {
    const alive = (file: string): boolean => existsSync(path.join(workspace, file));
    // later than the time that is over after 1 s
    const background = (file: string) => `(sleep 2; touch ${file}) &`;
    expect(
      (await use('exec', { command: `${background('late1')} sleep 60`, timeoutSeconds: 1 })).output,
    ).toContain('timed out after 1 s');
    await use('exec', { command: background('late2') });
    const controller = new AbortController();
    const stopped = use(
      'exec',
      { command: `touch begun; ${background('late3')} sleep 60` },
      controller.signal,
    );
    await until(() => alive('begun'));
    controller.abort('stop');
    await expect(stopped).resolves.toMatchObject({ output: '[stopped]', ok: false });
    await use('exec', { command: 'sleep 2.5' });
    expect([alive('late1'), alive('late2'), alive('late3')]).toEqual([false, false, false]);
  });

  it('ends what left its group and its session, and tells of it', async () => {
    const away = `require('child_process').spawn('sleep', ['600'], { detached: true, stdio: 'inherit' }).unref()`;
    const { output, ok } = await use('exec', {
      command: `'${process.execPath}' -e "${away}"; sleep 600 & echo on`,
    });
    expect(ok).toBe(true);
    expect(output).toBe('on\n[2 background processes were ended with the command]');
    expect(shells.live.size).toBe(0);
  });

  it('is what the kernel takes first when memory ends, and the last to get the processor', async () => {
    const command = "cat /proc/self/oom_score_adj; awk '{ print $19 }' /proc/self/stat";
    expect((await use('exec', { command })).output).toBe(`1000\n${10 + getPriority()}`);
  });

  it('keeps the beginning and the end of endless output', async () => {
    const { output } = await use('exec', {
      command: 'echo BEGIN; yes 2>/dev/null | head -c 3000000; echo END',
    });
    expect(output.length).toBeLessThan(31_000);
    expect(output).toMatch(/^BEGIN[\s\S]*characters left out[\s\S]*END$/);
  });
});

describe('the table', () => {
  const names = (policy: Partial<typeof config.toolPolicy>, enabled = true, secrecy: Secrecy | null = null) =>
    toolsFor(
      { exec: { enabled, timeoutMs: 1 }, toolPolicy: { allow: null, deny: [], ...policy } as never },
      { environment: {}, secrecy, shells, roomTools: [] },
    ).map(({ name }) => name);

  it('has no exec when that is switched off, whatever is allowed', () => {
    expect(names({}, false)).toEqual(['read', 'write', 'edit', 'ls', 'apply_patch']);
    expect(names({ allow: ['exec'] } as never, false)).toEqual([]);
  });

  it('has no exec where programs could read the secrets', () => {
    expect(names({}, true, { kind: 'open', gaps: ['readable'] })).not.toContain('exec');
    expect(names({}, true, { kind: 'kept' })).toContain('exec');
  });

  it('follows tools.allow and tools.deny, groups included', () => {
    expect(names({ deny: ['group:runtime', 'write'] } as never)).toEqual(['read', 'edit', 'ls']);
    expect(names({ allow: ['group:fs'] } as never)).toEqual(['read', 'write', 'edit', 'ls', 'apply_patch']);
  });
});
