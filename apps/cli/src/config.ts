import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { exitCodes, Failure } from './failure.ts';

const Config = z.object({ url: z.url({ protocol: /^https?$/ }), token: z.string() });
export type Config = z.output<typeof Config>;

/** Null before the first `rockpool login`. */
export function readConfig(file: string): Config | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  try {
    return Config.parse(JSON.parse(text));
  } catch {
    throw new Failure(exitCodes.usage, `${file} is damaged: remove it and run "rockpool login".`);
  }
}

/** Kept for its owner alone, whole or not at all. */
export function writeConfig(file: string, config: Config): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}
