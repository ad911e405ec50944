/** What a log says in sums. Pure. */
import type { LogLine } from './log-lines.ts';

export const analysisKeys = ['skill', 'tool', 'model', 'channel', 'error'] as const;
export type AnalysisKey = (typeof analysisKeys)[number];

export type AnalysisRow = {
  name: string;
  count: number;
  failed: number;
  /** milliseconds of those that tell their time; null when none does */
  p50: number | null;
  p95: number | null;
};

/** Lines since `from` by the key's value, most frequent first. A line without the key counts nowhere. */
export function analyzeLog(lines: readonly LogLine[], by: AnalysisKey, from: number): AnalysisRow[] {
  const groups = new Map<string, { count: number; failed: number; times: number[] }>();
  for (const line of lines) {
    const name = nameOf(line, by);
    if (name === null || !(Date.parse(line.time) >= from)) continue;
    const group = groups.get(name) ?? { count: 0, failed: 0, times: [] };
    groups.set(name, group);
    group.count += 1;
    if (line.level !== 'info' || line.ok === false || line.state === 'failed') group.failed += 1;
    if (typeof line.ms === 'number') group.times.push(line.ms);
  }
  return [...groups]
    .map(([name, { count, failed, times }]) => {
      times.sort((a, b) => a - b);
      return { name, count, failed, p50: quantile(times, 0.5), p95: quantile(times, 0.95) };
    })
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
}

function nameOf(line: LogLine, by: AnalysisKey): string | null {
  const value = by === 'error' ? (line.level === 'info' ? null : (line.kind ?? line.message)) : line[by];
  // a turn is told with its channel and its model, a tool's line with the turn's
  if ((by === 'channel' || by === 'model') && line.message !== 'turn') return null;
  return typeof value === 'string' ? value : null;
}

function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.min(Math.ceil(sorted.length * share), sorted.length) - 1] ?? null;
}
