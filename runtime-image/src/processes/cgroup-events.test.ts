import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeDir, tempDir } from '../testing.ts';
import { limitsHit, readLimitEvents } from './cgroup-events.ts';

let root: string;
beforeEach(() => {
  root = tempDir();
});
afterEach(() => removeDir(root));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

it('reads the second generation', () => {
  write('memory.events', 'low 0\nhigh 0\nmax 31\noom 3\noom_kill 2\noom_group_kill 0\n');
  write('pids.events', 'max 7163\n');
  expect(readLimitEvents(root)).toEqual({ oomKills: 2, forksRefused: 7163 });
});

it('reads the first generation', () => {
  write('memory/memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 4\n');
  write('pids/pids.events', 'max 9\n');
  expect(readLimitEvents(root)).toEqual({ oomKills: 4, forksRefused: 9 });
});

it('knows nothing where nothing is', () => {
  expect(readLimitEvents(root)).toEqual({ oomKills: null, forksRefused: null });
  write('memory/memory.oom_control', 'oom_kill_disable 0\nunder_oom 1\n');
  expect(readLimitEvents(root).oomKills).toBeNull();
});

it.each([
  [{ oomKills: 0, forksRefused: 5 }, { oomKills: 1, forksRefused: 5 }, [true, false]],
  [{ oomKills: 3, forksRefused: 5 }, { oomKills: 3, forksRefused: 6 }, [false, true]],
  [{ oomKills: null, forksRefused: null }, { oomKills: null, forksRefused: null }, [false, false]],
  [{ oomKills: null, forksRefused: null }, { oomKills: 9, forksRefused: 9 }, [false, false]],
])('from %j to %j', (before, after, [outOfMemory, outOfProcesses]) => {
  expect(limitsHit(before, after)).toEqual({ outOfMemory, outOfProcesses });
});
