/** How often the kernel held this container to its limits, both generations of control groups. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Counters since the container began; null where the kernel does not tell. */
export type LimitEvents = { oomKills: number | null; forksRefused: number | null };

const places = {
  oomKills: [
    { file: 'memory.events', key: 'oom_kill' },
    { file: 'memory/memory.oom_control', key: 'oom_kill' },
  ],
  forksRefused: [
    { file: 'pids.events', key: 'max' },
    { file: 'pids/pids.events', key: 'max' },
  ],
} as const;

/** @param root where the control groups are mounted */
export function readLimitEvents(root = '/sys/fs/cgroup'): LimitEvents {
  const first = (choices: readonly { file: string; key: string }[]): number | null => {
    for (const { file, key } of choices) {
      const value = readCounter(path.join(root, file), key);
      if (value !== null) return value;
    }
    return null;
  };
  return { oomKills: first(places.oomKills), forksRefused: first(places.forksRefused) };
}

/** What happened in between. */
export function limitsHit(
  before: LimitEvents,
  after: LimitEvents,
): { outOfMemory: boolean; outOfProcesses: boolean } {
  const grew = (key: keyof LimitEvents): boolean => (after[key] ?? 0) > (before[key] ?? after[key] ?? 0);
  return { outOfMemory: grew('oomKills'), outOfProcesses: grew('forksRefused') };
}

function readCounter(file: string, key: string): number | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  const value = new RegExp(`^${key} (\\d+)$`, 'm').exec(text)?.[1];
  return value === undefined ? null : Number(value);
}
