import type { Process } from '../program.ts';
import { CliError } from './command.ts';
import { analysisKeys, analyzeLog, type AnalysisKey } from './log-analysis.ts';
import { readLog } from './log-lines.ts';
import { readOptions } from './options.ts';

const unitsMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

export function logAnalyze(args: string[], program: Process): Promise<number> {
  const { values } = readOptions(args, {
    by: { type: 'string', default: 'skill' },
    last: { type: 'string', default: '24h' },
    json: { type: 'boolean' },
  });
  const by = analysisKeys.find((key) => key === values.by) as AnalysisKey | undefined;
  if (by === undefined) throw new CliError(`--by is one of ${analysisKeys.join(', ')}.`, 2);
  const [, count, unit = ''] = /^(\d{1,4})([mhd])$/.exec(values.last) ?? [];
  const ms = Number(count) * (unitsMs[unit] ?? Number.NaN);
  if (!(ms > 0)) throw new CliError('--last is a time such as 30m, 24h or 7d.', 2);
  const rows = analyzeLog(readLog(program), by, program.now() - ms);
  if (values.json === true) {
    program.out(`${JSON.stringify(rows)}\n`);
    return Promise.resolve(0);
  }
  const cells = [
    [by, 'count', 'failed', 'p50 ms', 'p95 ms'],
    ...rows.map(({ name, count: times, failed, p50, p95 }) => [name, times, failed, p50 ?? '-', p95 ?? '-']),
  ].map((row) => row.map(String));
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  for (const row of cells)
    program.out(
      `${row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  if (rows.length === 0) program.err(`Nothing was logged by ${by} in the last ${values.last}.\n`);
  return Promise.resolve(0);
}
