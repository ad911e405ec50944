import type { LogLevel } from '../logger.ts';
import type { Process } from '../program.ts';
import { CliError } from './command.ts';
import { readLog, type LogLine } from './log-lines.ts';
import { readOptions } from './options.ts';

const levels: readonly LogLevel[] = ['info', 'warn', 'error'];

export function logShow(args: string[], program: Process): Promise<number> {
  const { values } = readOptions(args, {
    level: { type: 'string', default: 'info' },
    lines: { type: 'string', default: '50' },
    grep: { type: 'string', default: '' },
    json: { type: 'boolean' },
  });
  const least = levels.indexOf(values.level as LogLevel);
  if (least < 0) throw new CliError(`--level is one of ${levels.join(', ')}.`, 2);
  const count = Number(values.lines);
  if (!Number.isInteger(count) || count < 1) throw new CliError('--lines is a whole number from 1.', 2);
  const wanted = values.grep.toLowerCase();
  const found = readLog(program).filter(
    (line) =>
      levels.indexOf(line.level) >= least &&
      (wanted === '' || JSON.stringify(line).toLowerCase().includes(wanted)),
  );
  for (const line of found.slice(-count))
    program.out(`${values.json === true ? JSON.stringify(line) : spell(line)}\n`);
  if (found.length === 0) program.err('No line fits.\n');
  return Promise.resolve(0);
}

function spell({ time, level, message, ...fields }: LogLine): string {
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [time, level.padEnd(5), message, ...rest].join(' ');
}
