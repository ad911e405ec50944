import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toolContext } from '../agent/testing.ts';
import { runTool } from '../agent/run-tool.ts';
import type { LiveShell } from '../processes/strays.ts';
import { removeDir, tempDir, until } from '../testing/temp-dir.ts';
import { createJobs, type Jobs } from './background-jobs.ts';
import { execTool } from './exec.ts';
import { processTool } from './process.ts';

let workspace: string;
let jobs: Jobs;
beforeEach(() => {
  workspace = path.join(tempDir(), 'workspace');
  mkdirSync(workspace);
  jobs = createJobs(() => Date.now());
});
afterEach(async () => {
  await jobs.stop();
  removeDir(path.dirname(workspace));
});

const shells = {
  alone: false,
  live: new Set<LiveShell>(),
  newMark: () => randomBytes(16).toString('hex'),
  reserve: null,
};
const use = (name: string, input: object, agentId = 'main', signal?: AbortSignal) =>
  runTool(
    { id: '1', name, input: JSON.stringify(input) },
    [
      execTool(60_000, { PATH: process.env.PATH }, shells, undefined, jobs),
      processTool(jobs, () => Date.now()),
    ],
    toolContext(workspace, { agentId, ...(signal && { signal }) }),
  );
const background = (command: string) => use('exec', { command, background: true });
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe('a command in the background', () => {
  it('goes on after the answer, can be read, listed and killed with all that it started', async () => {
    const { output } = await background('echo begun; sleep 60 & echo $! >pid; wait');
    expect(output).toMatch(/^Runs in the background as job1;/);
    await until(async () => (await use('process', { action: 'log', id: 'job1' })).output.includes('begun'));
    expect((await use('process', { action: 'list' })).output).toMatch(
      /^job1 \(running for \d+ s\): echo begun/,
    );
    const pid = Number(readFileSync(path.join(workspace, 'pid'), 'utf8'));
    expect(isAlive(pid)).toBe(true);
    expect((await use('process', { action: 'kill', id: 'job1' })).output).toContain('[stopped]');
    expect(isAlive(pid)).toBe(false);
  });

  it('that is over at once gives its result and leaves nothing to watch', async () => {
    expect(await background('echo no; exit 3')).toEqual({ output: 'no\n[exit code 3]', ok: false });
    expect((await use('process', { action: 'list' })).output).toBe('No background commands.');
  });

  it('keeps what it wrote when it has ended', async () => {
    await background('sleep 0.6; echo late');
    await until(() => jobs.list('main')[0]?.result !== null);
    expect((await use('process', { action: 'log', id: 'job1' })).output).toBe(
      'job1 (done): sleep 0.6; echo late\nlate',
    );
  });

  it('is nobody else’s, and wrong wishes are answered', async () => {
    await background('sleep 60');
    expect((await use('process', { action: 'list' }, 'other')).output).toBe('No background commands.');
    expect(await use('process', { action: 'kill', id: 'job1' }, 'other')).toMatchObject({ ok: false });
    expect(await use('process', { action: 'dance' })).toMatchObject({ ok: false });
    expect(await use('process', { action: 'log' })).toMatchObject({ ok: false });
  });

  it('does not outlive the gateway, nor a stop while its turn still looks at it', async () => {
    await background('echo $$ >pid; sleep 60');
    const pid = Number(readFileSync(path.join(workspace, 'pid'), 'utf8'));
    await jobs.stop();
    expect(isAlive(pid)).toBe(false);
    const stop = new AbortController();
    const asked = use('exec', { command: 'echo $$ >pid2; sleep 60', background: true }, 'main', stop.signal);
    stop.abort(new Error('stopped'));
    await asked;
    expect(jobs.list('main')).toHaveLength(2);
    await until(() => jobs.list('main').every(({ result }) => result !== null));
  });

  it('is one of eight at most', async () => {
    await Promise.all(Array.from({ length: 8 }, () => background('sleep 60')));
    expect(await background('sleep 60')).toMatchObject({
      ok: false,
      output: expect.stringContaining('Too many'),
    });
  });
});

it('others neither see nor end what the owner runs, nor what runs for another chat', async () => {
  const inChat = (id: string) =>
    toolContext(workspace, {
      byOwner: false,
      sessionKey: `agent:main:feishu:group:${id}`,
      message: { ...toolContext(workspace).message, chat: { id, kind: 'group', threadId: null } },
    });
  await background('echo the PIN is 4711; sleep 60');
  const [mine] = jobs.list('main');
  const tool = processTool(jobs, () => Date.now());
  expect(await tool.run({ action: 'list' }, inChat('a'))).toMatchObject({
    output: 'No background commands.',
  });
  for (const action of ['log', 'kill'])
    expect(await tool.run({ action, id: mine!.id }, inChat('a'))).toMatchObject({ ok: false });
  const exec = execTool(60_000, { PATH: process.env.PATH }, shells, undefined, jobs);
  await exec.run({ command: 'sleep 60', background: true }, inChat('a'));
  expect((await tool.run({ action: 'list' }, inChat('a'))).output).toContain('sleep 60');
  expect(await tool.run({ action: 'list' }, inChat('b'))).toMatchObject({
    output: 'No background commands.',
  });
  expect(mine!.result).toBeNull();
});
