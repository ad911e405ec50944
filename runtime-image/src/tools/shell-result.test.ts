import { expect, it } from 'vitest';
import { describeShellEnd, type ShellEnd } from './shell-result.ts';

const plain: ShellEnd = {
  ...{ output: 'out', ended: null, code: 0, outOfMemory: false, outOfProcesses: false },
  full: { workspace: false, tmp: false },
  background: { ended: 0, left: 0 },
};

it.each<[Partial<ShellEnd>, string, boolean]>([
  [{}, 'out', true],
  [{ output: '' }, '(no output)', true],
  [{ code: 3 }, 'out\n[exit code 3]', false],
  [{ code: 'SIGSEGV' }, 'out\n[exit code SIGSEGV]', false],
  [{ ended: { kind: 'stopped' }, code: 'SIGTERM' }, 'out\n[stopped]', false],
  [{ ended: { kind: 'timed_out', afterMs: 1_500 }, code: null }, 'out\n[timed out after 1.5 s]', false],
  [{ outOfMemory: true, code: 137 }, 'out\n[killed: out of memory]\n[exit code 137]', false],
  [{ outOfMemory: true }, 'out\n[a process was killed: out of memory]', true],
  [
    { outOfProcesses: true, code: 2 },
    /^out\n\[the limit of processes was reached.*\]\n\[exit code 2\]$/,
    false,
  ],
  [{ ended: { kind: 'disk_filled' }, code: 'SIGKILL' }, 'out\n[killed: it was filling the disk]', false],
  [
    { full: { workspace: true, tmp: false }, code: 1 },
    /^out\n\[the disk is full: .*\]\n\[exit code 1\]$/,
    false,
  ],
  [{ full: { workspace: false, tmp: true } }, /^out\n\[\/tmp is full: .*\]$/, true],
  [{ background: { ended: 1, left: 0 } }, 'out\n[1 background process was ended with the command]', true],
  [
    { background: { ended: 2, left: 1 } },
    'out\n[2 background processes were ended with the command]\n[1 could not be ended]',
    true,
  ],
] as [Partial<ShellEnd>, string, boolean][])('%j', (more, output, ok) => {
  expect(describeShellEnd({ ...plain, ...more })).toEqual({
    output: (output as unknown) instanceof RegExp ? expect.stringMatching(output) : output,
    ok,
  });
});
