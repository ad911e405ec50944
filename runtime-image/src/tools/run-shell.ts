/** One shell command, held to its time, and ended with everything that it started. */
import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { ToolResult } from '../agent/tool.ts';
import { limitsHit, readLimitEvents } from '../processes/cgroup-events.ts';
import { endStrays, lookForStrays, markName } from '../processes/end-strays.ts';
import { readProcesses } from '../processes/process-table.ts';
import type { LiveShell } from '../processes/strays.ts';
import type { DiskReserve } from '../disk-reserve.ts';
import { CappedOutput } from './capped-output.ts';
import { isFull, watchDisk } from '../disk-space.ts';
import { describeShellEnd, type ShellEnd } from './shell-result.ts';

const killGraceMs = 1_000;
const lastOutputMs = 1_000;
const settleMs = 50;

/** Nothing can be written any more, things can be deleted. */
const writeNothing = 'ulimit -f 0; ';

/**
 * Before the command: the kernel is told to take it, and not the gateway, when memory ends, and the gateway has the processor first.
 * A process cannot take back the second, nor get below the gateway's own value of the first.
 */
const prelude =
  '{ echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null; ' +
  'if command -v nice >/dev/null; then exec nice -n 10 /bin/sh -c "$1"; else exec /bin/sh -c "$1"; fi';

export type Shells = {
  /** the processes of this user are all ours, see `StrayQuestion` */
  alone: boolean;
  /** commands under way */
  live: Set<LiveShell>;
  newMark(): string;
  /** room for the gateway itself; null where nobody promised it any */
  reserve: DiskReserve | null;
};

export type ShellCommand = {
  command: string;
  cwd: string;
  environment: Record<string, string>;
  timeoutMs: number;
  signal: AbortSignal;
  /** who wants to read along gives its own */
  output?: CappedOutput;
};

/** Resolves when nothing that the command started runs any more. */
export async function runShell(shells: Shells, wanted: ShellCommand): Promise<ToolResult> {
  const { command, cwd, environment, timeoutMs, signal } = wanted;
  const mark = shells.newMark();
  const before = readLimitEvents();
  const mayWrite = shells.reserve?.settle() ?? true;
  // a group of its own, so that all of it can be ended at once
  const child = spawn('/bin/sh', ['-c', (mayWrite ? '' : writeNothing) + prelude, 'sh', command], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment, [markName]: mark },
  });
  const { output = new CappedOutput() } = wanted;
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.add(chunk));
  const exited = new Promise<ShellEnd['code']>((resolve, reject) => {
    child.once('error', reject).once('exit', (code, killedBy) => resolve(code ?? killedBy));
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const { pid } = child;
  if (pid === undefined) return exited.then(() => ({ output: '', ok: false }), couldNotStart);

  const self = { pid, mark };
  shells.live.add(self);
  let ended: ShellEnd['ended'] = null;
  const end = (why: ShellEnd['ended'], how: NodeJS.Signals = 'SIGTERM'): void => {
    if (ended !== null) return;
    ended = why;
    killGroup(pid, how);
    setTimeout(() => shells.live.has(self) && killGroup(pid, 'SIGKILL'), killGraceMs).unref();
  };
  const stop = (): void => end({ kind: 'stopped' });
  const timer = setTimeout(() => end({ kind: 'timed_out', afterMs: timeoutMs }), timeoutMs);
  const unwatch = watchDisk(cwd, () => end({ kind: 'disk_filled' }, 'SIGKILL'));
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const code = await exited;
  clearTimeout(timer);
  unwatch();
  signal.removeEventListener('abort', stop);
  shells.live.delete(self);
  const background = await endLeftovers(shells, self);
  // whoever still held the pipes is gone; one that could not be ended must not hold the turn
  await Promise.race([closed, delay(lastOutputMs, undefined, { ref: false })]);
  closeOutput(child);
  return describeShellEnd({
    output: output.text(),
    ended,
    code,
    ...limitsHit(before, readLimitEvents()),
    full: {
      workspace: shells.reserve === null ? isFull(cwd) : !shells.reserve.settle(),
      tmp: isFull(tmpdir()),
    },
    background: ended === null ? background : { ...background, ended: 0 },
  });
}

/** Of a command that is over: its group, and who left the group. */
async function endLeftovers(shells: Shells, { pid, mark }: LiveShell): Promise<ShellEnd['background']> {
  const self = { pid: process.pid, uid: process.getuid?.() ?? -1 };
  const question = { self, mark, live: [...shells.live], alone: shells.alone };
  const look = (): number[] => {
    const group = readProcesses().filter((each) => each.group === pid && !'ZX'.includes(each.state));
    return [...new Set([...group.map((each) => each.pid), ...lookForStrays(question)])];
  };
  // the ends of a pipe are often still on their way out; they were not left behind
  if (look().length > 0) await delay(settleMs);
  const seen = look();
  killGroup(pid, 'SIGKILL');
  const { ended, left } = await endStrays(question);
  return { ended: new Set([...seen, ...ended]).size, left };
}

function killGroup(pid: number, how: NodeJS.Signals): void {
  try {
    process.kill(-pid, how);
  } catch {
    // the group is gone already
  }
}

function closeOutput({ stdout, stderr }: ChildProcess): void {
  stdout?.destroy();
  stderr?.destroy();
}

function couldNotStart(error: NodeJS.ErrnoException): ToolResult {
  const why =
    error.code === 'EAGAIN' ? 'the limit of processes is reached; stop something first' : error.message;
  return { output: `The shell could not be started: ${why}.`, ok: false };
}
