import { expect, test } from 'vitest';
import { cpuShares } from './container-spec.ts';
import type { Container } from './engine-answer.ts';
import { nameExit } from './exit.ts';

const ended: Container = {
  id: 'c',
  name: 'n',
  image: 'sha256:abc',
  labels: {},
  status: 'exited',
  running: false,
  startedAt: 1,
  exitCode: 0,
  outOfMemory: false,
  networks: {},
  volumes: [],
  cpuShares: cpuShares.normal,
};
const asked = { cpuShares: cpuShares.askedToEnd };
const heap = ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'];

test.each([
  ['a program that never ran', { startedAt: 0, exitCode: 128 }, [], null],
  ['one that ended well without being asked', {}, [], { reason: 'crashed', code: 0, signal: null }],
  ['one that its owner restarts', { exitCode: 75 }, [], { reason: 'asked', code: 75, signal: null }],
  ['one that failed', { exitCode: 3 }, [], { reason: 'crashed', code: 3, signal: null }],
  ['one that was asked and drained', asked, [], { reason: 'asked', code: 0, signal: null }],
  [
    'one that was asked and had to be killed',
    { ...asked, exitCode: 137 },
    [],
    { reason: 'asked', code: null, signal: 'SIGKILL' },
  ],
  ['one that somebody killed', { exitCode: 137 }, [], { reason: 'killed', code: null, signal: 'SIGKILL' }],
  [
    'one that an ending engine took along',
    { exitCode: 143 },
    [],
    { reason: 'killed', code: null, signal: 'SIGTERM' },
  ],
  [
    'one that the kernel ended at its bound',
    { exitCode: 137, outOfMemory: true },
    [],
    { reason: 'oom', code: null, signal: 'SIGKILL' },
  ],
  [
    'one that failed after a command of the agent hit the bound',
    { exitCode: 1, outOfMemory: true },
    [],
    { reason: 'crashed', code: 1, signal: null },
  ],
  [
    'one that reached the bound of its heap',
    { exitCode: 134 },
    heap,
    { reason: 'oom', code: null, signal: 'SIGABRT' },
  ],
  [
    'one that was gone when a crashed engine came back',
    { exitCode: 255 },
    [],
    { reason: 'unknown', code: null, signal: null },
  ],
] as const)('%s', (_case, container, lastLines, expected) => {
  expect(nameExit({ ...ended, ...container }, lastLines)).toEqual(expected);
});
