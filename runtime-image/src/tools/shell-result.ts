/** What the model and the user read of a command that ended: its output, and in brackets what happened to it. */
import type { ToolResult } from '../agent/tool.ts';

export type ShellEnd = {
  output: string;
  /** why it was ended from outside; null when it ended by itself */
  ended: { kind: 'stopped' } | { kind: 'timed_out'; afterMs: number } | { kind: 'disk_filled' } | null;
  /** exit code, or the name of the signal that killed it */
  code: number | string | null;
  outOfMemory: boolean;
  outOfProcesses: boolean;
  /** full when it ended */
  full: { workspace: boolean; tmp: boolean };
  /** processes that it left running */
  background: { ended: number; left: number };
};

export function describeShellEnd(end: ShellEnd): ToolResult {
  const { ended, code, background } = end;
  const notes = [
    ended?.kind === 'stopped' && 'stopped',
    ended?.kind === 'timed_out' && `timed out after ${ended.afterMs / 1_000} s`,
    end.outOfMemory && (code === 0 ? 'a process was killed: out of memory' : 'killed: out of memory'),
    end.outOfProcesses && 'the limit of processes was reached: not everything could be started',
    ended?.kind === 'disk_filled' && 'killed: it was filling the disk',
    end.full.workspace && 'the disk is full: delete something first',
    end.full.tmp && '/tmp is full: it is small, use the workspace',
    ended === null && code !== 0 && `exit code ${code}`,
    background.ended > 0 &&
      `${background.ended} background ${background.ended === 1 ? 'process was' : 'processes were'} ended with the command`,
    background.left > 0 && `${background.left} could not be ended`,
  ].filter((note) => note !== false);
  const text = [end.output, ...notes.map((note) => `[${note}]`)].filter((line) => line !== '').join('\n');
  return { output: text === '' ? '(no output)' : text, ok: ended === null && code === 0 };
}
