/** The log's lines as people ask for them. Pure but for reading the files. */
import { readFileSync } from 'node:fs';
import { findConfig } from '../config-files.ts';
import { logFiles } from '../log-file.ts';
import type { LogLevel } from '../logger.ts';
import type { Process } from '../program.ts';
import { CliError } from './command.ts';

export type LogLine = { time: string; level: LogLevel; message: string } & Record<string, unknown>;

/** Oldest first; what is no line of ours is left out. Throws `CliError` when there is no log. */
export function readLog({ environment, home }: Process): LogLine[] {
  const files = logFiles(findConfig(environment, home).stateDir);
  const texts = files.map(readIfThere).filter((text) => text !== null);
  if (texts.length === 0)
    throw new CliError(`There is no log yet: ${files.at(-1)}. It is written while the gateway runs.`);
  return texts.flatMap(parseLog);
}

export function parseLog(text: string): LogLine[] {
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = JSON.parse(line) as Partial<LogLine> | null;
      return typeof parsed?.message === 'string' && typeof parsed.time === 'string'
        ? [parsed as LogLine]
        : [];
    } catch {
      return [];
    }
  });
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
