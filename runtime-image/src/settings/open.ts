/** Settings that people change by talking: checked by the real parser before they count, in force at once, the last good ones kept. */
import JSON5 from 'json5';
import { parseSettingPath, valueAtPath } from '../config/setting-path.ts';
import { placeOfSetting, readUserSettings, withUserSettings } from '../config/user-settings.ts';
import { parseConfig } from '../config.ts';
import type { ConfigState } from '../config-files.ts';
import { changeSetting, showSetting, type SettingWish } from './change.ts';
import { readUserFile, writeUserFile } from './user-file.ts';

export type Settings = {
  /** as written, before variables are filled in; secrets are not shown. `path` empty: all that was changed by talking */
  show(path: string): { ok: boolean; text: string };
  change(wish: SettingWish): { ok: boolean; text: string };
  /** the value itself, as written */
  valueOf(path: string): unknown;
};

export function openSettings(options: {
  stateDir: string;
  configState: ConfigState;
  environment: Readonly<Record<string, string | undefined>>;
  log(message: string, fields: Record<string, unknown>): void;
}): Settings {
  const { stateDir, configState, environment, log } = options;

  const rawOf = (file: 'openclaw.json' | 'rockpool.json'): unknown => {
    const { settings } = readUserSettings(readUserFile(stateDir));
    return withUserSettings(JSON5.parse(configState.files()[file] ?? '{}'), file, settings);
  };
  const valueOf = (path: string): unknown => {
    const parts = parseSettingPath(path);
    if (parts === null) return undefined;
    const place = placeOfSetting(path);
    return valueAtPath(rawOf(place.kind === 'open' ? place.file : 'openclaw.json'), parts);
  };

  return {
    valueOf,
    show(path) {
      if (path.trim() === '') {
        const { settings } = readUserSettings(readUserFile(stateDir));
        const lines = Object.entries(settings).map(([key, value]) => `${key} = ${showSetting(key, value)}`);
        return { ok: true, text: lines.join('\n') || 'Nothing was changed by talking yet.' };
      }
      return parseSettingPath(path) === null
        ? { ok: false, text: `${path.slice(0, 100)} is no path of a setting.` }
        : { ok: true, text: `${path} = ${showSetting(path, valueOf(path))}` };
    },
    change(wish) {
      const before = readUserFile(stateDir);
      const wanted = changeSetting(before, wish);
      if (wanted.kind !== 'change') return { ok: wanted.kind === 'same', text: refusalText(wish, wanted) };
      const parsed = parseConfig(configState.files(), environment, stateDir, wanted.text);
      if (parsed.kind === 'error')
        return { ok: false, text: `Not changed: ${parsed.path} ${parsed.message}. What was in force stays.` };
      const known = new Set(warningsOf(before));
      const fresh = parsed.warnings
        .map(({ path, message }) => `${path} ${message}`)
        .filter((each) => !known.has(each));
      // a model that nobody offers, and the like: the turn after this one would fail
      if (fresh.length > 0) return { ok: false, text: `Not changed: ${fresh.join('; ')}.` };
      const was = showSetting(wish.path, valueOf(wish.path));
      writeUserFile(stateDir, wanted.text);
      configState.lookAtSettings();
      log('a setting was changed by talking', { path: wanted.path, action: wish.action });
      const now = showSetting(wish.path, valueOf(wish.path));
      return { ok: true, text: `${wanted.path}: ${was} → ${now}. In force now; no restart is needed.` };
    },
  };

  function warningsOf(text: string | null): string[] {
    const parsed = parseConfig(configState.files(), environment, stateDir, text);
    return parsed.kind === 'ok' ? parsed.warnings.map(({ path, message }) => `${path} ${message}`) : [];
  }
}

const because: Record<'platform' | 'safety', string> = {
  platform:
    'belongs to the platform: it is changed on the page where this computer was set up, or in openclaw.json where the gateway runs alone',
  safety: 'is a limit that I must not move by myself; whoever runs the gateway sets it in its files',
};

function refusalText(
  { path }: SettingWish,
  refused: Exclude<ReturnType<typeof changeSetting>, { kind: 'change' }>,
): string {
  const shown = path.slice(0, 100);
  switch (refused.kind) {
    case 'same':
      return `${shown} was not set here.`;
    case 'closed':
      return `Not changed: ${shown} ${because[refused.because]}.`;
    case 'unknown':
      return `Not changed: ${shown} is no setting that can be changed by talking. There are: ${refused.near.join(', ')}.`;
    case 'bad_value':
      return `Not changed: the value of ${shown} must be a text, number, true, false, list or object of at most 4,000 characters.`;
  }
}
