/** Where this process gets its configuration from: files on disk, or frames on standard input. */
import type { Readable } from 'node:stream';
import type { Issue } from './config.ts';
import { findConfig, loadConfig, stateDirOf, watchConfig, type ConfigState } from './config-files.ts';
import { readStdin } from './config-stdin.ts';
import type { Logger } from './logger.ts';

export type ConfigSource =
  | { kind: 'ok'; state: ConfigState; stateDir: string; warnings: Issue[] }
  | { kind: 'error'; path: string; message: string }
  | { kind: 'stopped' };

/** @param stop ends the waiting for a first frame */
export async function openConfig(
  program: { environment: Readonly<Record<string, string | undefined>>; home: string; input: Readable },
  logger: Logger,
  stop: AbortSignal,
): Promise<ConfigSource> {
  const { environment, home } = program;
  const files = environment.ROCKPOOL_FILES || undefined;
  if (files !== undefined && files !== 'stdin')
    return { kind: 'error', path: 'ROCKPOOL_FILES', message: 'must be stdin, or not set' };
  if (files === 'stdin') {
    const stateDir = stateDirOf(environment, home);
    const first = await readStdin(program.input, environment, stateDir, logger, stop);
    return first.kind === 'ok' ? { ...first, stateDir } : first;
  }
  const place = findConfig(environment, home);
  const loaded = loadConfig(place, environment);
  if (loaded.kind === 'error') return loaded;
  const { stateDir } = place;
  return { kind: 'ok', state: watchConfig(place, environment, loaded), stateDir, warnings: loaded.warnings };
}
