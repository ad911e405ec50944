/**
 * The configuration on disk: read at the start, watched, and taken over when it parses. What does not parse leaves the last good one
 * in force.
 */
import { readFileSync, watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import { hashFiles, type ConfigFiles, type GatewayConfig, type Issue, type ParsedConfig } from './config.ts';
import type { UserSettings } from './config/user-settings.ts';
import { parseWithUserFile, stampOfUserFile } from './settings/user-file.ts';

export type ConfigPlace = { stateDir: string; file: string };

export type ConfigInForce = {
  config: GatewayConfig;
  /** of the files in force */
  hash: string;
  /** why the newest files were not taken over */
  error: Issue | null;
};

export type ConfigState = {
  current(): ConfigInForce;
  /** hash of the newest frame on standard input, in force or refused; null where the files are read from disk */
  newestFiles(): string | null;
  /** the texts in force, without the user's own settings */
  files(): ConfigFiles;
  /** Takes the user's own settings over, when they have changed since the last look. */
  lookAtSettings(): void;
  /** Lays these over the user's own settings until the process ends, in place of those laid over them before. */
  override(settings: UserSettings): void;
  /** Called after a change was taken over or refused. Returns the way to stop. */
  onChange(listener: () => void): () => void;
  close(): void;
};

const lookAgainMs = 5_000;
/** no file has this stamp */
const notRead = 'not read yet';

type Variables = Readonly<Record<string, string | undefined>>;

/** `$OPENCLAW_STATE_DIR`, else `~/.openclaw`. */
export function stateDirOf(environment: Variables, home: string): string {
  return path.resolve(environment.OPENCLAW_STATE_DIR || path.join(home, '.openclaw'));
}

/** `$OPENCLAW_CONFIG_PATH`, else `openclaw.json` in `$OPENCLAW_STATE_DIR` or `~/.openclaw`, else the older `config.json` there. */
export function findConfig(environment: Variables, home: string): ConfigPlace {
  const stateDir = stateDirOf(environment, home);
  const chosen = environment.OPENCLAW_CONFIG_PATH;
  if (chosen) {
    const file = path.resolve(chosen);
    return { stateDir: environment.OPENCLAW_STATE_DIR ? stateDir : path.dirname(file), file };
  }
  const today = path.join(stateDir, 'openclaw.json');
  const older = path.join(stateDir, 'config.json');
  return { stateDir, file: readText(today) === null && readText(older) !== null ? older : today };
}

/** Null when there is no configuration file. */
function readConfigFiles({ file }: ConfigPlace): ConfigFiles | null {
  const text = readText(file);
  if (text === null) return null;
  const beside = (name: string): string | null => readText(path.join(path.dirname(file), name));
  return { 'openclaw.json': text, 'rockpool.json': beside('rockpool.json'), '.env': beside('.env') };
}

export function loadConfig(
  place: ConfigPlace,
  environment: Variables,
  overrides: UserSettings = {},
): ParsedConfig & { hash: string } {
  const files = readConfigFiles(place);
  if (files === null) {
    const message = `there is no ${place.file}; rockpool-gateway onboard writes one`;
    return { kind: 'error', path: '', message, issues: [{ path: '', message }], hash: '' };
  }
  return { ...parseWithUserFile(files, environment, place.stateDir, overrides), hash: hashFiles(files) };
}

/** @param started the configuration that the gateway starts with */
export function watchConfig(
  place: ConfigPlace,
  environment: Variables,
  started: { config: GatewayConfig; hash: string },
  settleMs = 50,
): ConfigState {
  let inForce: ConfigInForce = { ...started, error: null };
  let refusedHash = '';
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | null = null;
  let files = readConfigFiles(place);
  let settings = stampOfUserFile(place.stateDir);
  let overrides: UserSettings = {};

  const readAgain = (): void => {
    timer = null;
    const found = readConfigFiles(place);
    const stamp = stampOfUserFile(place.stateDir);
    const isSame = stamp === settings;
    settings = stamp;
    if (found !== null && isSame && inForce.error === null && hashFiles(found) === inForce.hash) return;
    const loaded = loadConfig(place, environment, overrides);
    // the port and the address are bound once; a change of them asks for a restart, which the platform does
    if (loaded.hash === inForce.hash && isSame && inForce.error === null) return;
    if (loaded.kind === 'error') {
      if (loaded.hash === refusedHash && inForce.error !== null) return;
      refusedHash = loaded.hash;
      inForce = { ...inForce, error: { path: loaded.path, message: loaded.message } };
    } else {
      inForce = { config: loaded.config, hash: loaded.hash, error: null };
      files = found;
    }
    for (const listener of listeners) listener();
  };
  // the folder is watched, since files are replaced by renaming; a write in several steps is read once it is quiet
  const watcher: FSWatcher = watch(path.dirname(place.file), (_event, name) => {
    const names = [path.basename(place.file), 'rockpool.json', '.env', 'settings.json'];
    if (name !== null && !names.includes(name)) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(readAgain, settleMs);
  });
  // for what changed between the first reading and the watch, and for events that the kernel drops
  timer = setTimeout(readAgain, settleMs);
  const looking = setInterval(readAgain, lookAgainMs).unref();
  return {
    current: () => inForce,
    newestFiles: () => null,
    files: () => files ?? { 'openclaw.json': '{}', 'rockpool.json': null, '.env': null },
    lookAtSettings: readAgain,
    override(next) {
      overrides = next;
      settings = notRead;
      readAgain();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      watcher.close();
      clearInterval(looking);
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
