/** `settings.json` in the state folder: what the user has changed by talking, and what it was before. */
import path from 'node:path';
import { parseConfig, type ConfigFiles, type ParsedConfig } from '../config.ts';
import type { UserSettings } from '../config/user-settings.ts';
import { settingsBytesMax } from './change.ts';
import { laidOver } from './overrides.ts';
import { readSmallFile, stampOf, writeSmallFile } from './small-file.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Null when there is none. */
export function readUserFile(stateDir: string): string | null {
  return readSmallFile(fileIn(stateDir), settingsBytesMax);
}

export function stampOfUserFile(stateDir: string): string {
  return stampOf(fileIn(stateDir));
}

/** Keeps the file as it was beside it, as `settings.json.bak`. */
export function writeUserFile(stateDir: string, text: string): void {
  const before = readUserFile(stateDir);
  if (before !== null) writeSmallFile(`${fileIn(stateDir)}.bak`, before);
  writeSmallFile(fileIn(stateDir), text);
}

/**
 * The platform's files with the user's settings, and over them those that hold for now; settings that spoil them are left out, with a
 * warning.
 */
export function parseWithUserFile(
  files: ConfigFiles,
  environment: Variables,
  stateDir: string,
  overrides: UserSettings = {},
): ParsedConfig {
  const settings = readUserFile(stateDir);
  const overridden = laidOver(settings, overrides);
  if (overridden !== settings) {
    const parsed = parseConfig(files, environment, stateDir, overridden);
    if (parsed.kind === 'ok') return parsed;
    const without = parseWithUserFile(files, environment, stateDir);
    if (without.kind === 'error') return without;
    const message = `are left out: ${parsed.path} ${parsed.message}`;
    return { ...without, warnings: [...without.warnings, { path: '/debug', message }] };
  }
  const parsed = parseConfig(files, environment, stateDir, settings);
  if (parsed.kind === 'ok' || settings === null) return parsed;
  const without = parseConfig(files, environment, stateDir);
  if (without.kind === 'error') return without;
  const message = `is left out: ${parsed.path} ${parsed.message}`;
  return { ...without, warnings: [...without.warnings, { path: 'settings.json', message }] };
}

function fileIn(stateDir: string): string {
  return path.join(stateDir, 'settings.json');
}
