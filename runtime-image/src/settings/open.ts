/** Settings that people change by talking: checked by the real parser before they count, in force at once, the last good ones kept. */
import JSON5 from 'json5';
import { parseSettingPath, valueAtPath } from '../config/setting-path.ts';
import type { Locale } from '../config/settings.ts';
import {
  placeOfSetting,
  readUserSettings,
  withUserSettings,
  type UserSettings,
} from '../config/user-settings.ts';
import { parseConfig } from '../config.ts';
import type { ConfigState } from '../config-files.ts';
import { changeSetting, type SettingWish } from './change.ts';
import { laidOver } from './overrides.ts';
import { showSetting, withoutSecrets } from './show.ts';
import { refusalText, texts } from './texts.ts';
import { readUserFile, writeUserFile } from './user-file.ts';

export type SettingAnswer = { ok: boolean; text: string };

export type Settings = {
  /** as written, before variables are filled in; secrets are not shown. `path` empty: all that was changed by talking */
  show(path: string, locale: Locale): SettingAnswer;
  change(wish: SettingWish, locale: Locale): SettingAnswer;
  /** The same, in memory only: until the process ends or `dropOverrides`. */
  override(wish: SettingWish, locale: Locale): SettingAnswer;
  showOverrides(locale: Locale): SettingAnswer;
  dropOverrides(locale: Locale): SettingAnswer;
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
  let overrides: UserSettings = {};

  const rawOf = (file: 'openclaw.json' | 'rockpool.json'): unknown => {
    const { settings } = readUserSettings(laidOver(readUserFile(stateDir), overrides));
    return withUserSettings(JSON5.parse(configState.files()[file] ?? '{}'), file, settings);
  };
  const valueOf = (path: string): unknown => {
    const parts = parseSettingPath(path);
    if (parts === null) return undefined;
    const place = placeOfSetting(path);
    return valueAtPath(rawOf(place.kind === 'open' ? place.file : 'openclaw.json'), parts);
  };
  const shown = (path: string, value: unknown): string =>
    withoutSecrets(showSetting(path, value), configState.current().config.secrets);
  const listed = (settings: UserSettings): string =>
    Object.entries(settings)
      .map(([path, value]) => `- \`${path}\` = ${shown(path, value)}`)
      .join('\n');

  const warningsOf = (text: string | null): string[] => {
    const parsed = parseConfig(configState.files(), environment, stateDir, text);
    return parsed.kind === 'ok' ? parsed.warnings.map(({ path, message }) => `${path} ${message}`) : [];
  };
  /** Null: these settings may come in place of those. */
  const refusal = (before: string | null, after: string | null, locale: Locale): SettingAnswer | null => {
    const parsed = parseConfig(configState.files(), environment, stateDir, after);
    if (parsed.kind === 'error')
      return { ok: false, text: texts.notParsed(parsed.path, parsed.message)[locale] };
    const known = new Set(warningsOf(before));
    const fresh = parsed.warnings
      .map(({ path, message }) => `${path} ${message}`)
      .filter((each) => !known.has(each));
    // a model that nobody offers, and the like: the turn after this one would fail
    return fresh.length === 0 ? null : { ok: false, text: texts.notSound(fresh)[locale] };
  };
  const useOverrides = (next: UserSettings): void => {
    overrides = next;
    configState.override(next);
  };

  return {
    valueOf,
    show(path, locale) {
      if (path.trim() === '') {
        const { settings } = readUserSettings(readUserFile(stateDir));
        return { ok: true, text: listed(settings) || texts.nothingChanged[locale] };
      }
      return parseSettingPath(path) === null
        ? { ok: false, text: texts.noPath(path)[locale] }
        : { ok: true, text: `${path} = ${shown(path, valueOf(path))}` };
    },
    change(wish, locale) {
      const before = readUserFile(stateDir);
      const wanted = changeSetting(before, wish);
      if (wanted.kind !== 'change')
        return { ok: wanted.kind === 'same', text: refusalText(wish.path, wanted, locale) };
      const refused = refusal(before, wanted.text, locale);
      if (refused !== null) return refused;
      const was = shown(wish.path, valueOf(wish.path));
      writeUserFile(stateDir, wanted.text);
      configState.lookAtSettings();
      log('a setting was changed by talking', { path: wanted.path, action: wish.action });
      const now = shown(wish.path, valueOf(wish.path));
      const changed = texts.changed(wanted.path, was, now)[locale];
      const isHidden = Object.hasOwn(overrides, wanted.path);
      return { ok: true, text: isHidden ? `${changed}\n${texts.hidden[locale]}` : changed };
    },
    override(wish, locale) {
      const wanted = changeSetting(JSON.stringify(overrides), wish);
      if (wanted.kind === 'same') return { ok: true, text: texts.notOverridden(wish.path)[locale] };
      if (wanted.kind !== 'change') return { ok: false, text: refusalText(wish.path, wanted, locale) };
      const next = readUserSettings(wanted.text).settings;
      const own = readUserFile(stateDir);
      const refused = refusal(laidOver(own, overrides), laidOver(own, next), locale);
      if (refused !== null) return refused;
      useOverrides(next);
      log('a setting was overridden for now', { path: wanted.path, action: wish.action });
      const now = shown(wish.path, valueOf(wish.path));
      const text = (wish.action === 'set' ? texts.overridden : texts.restored)(wanted.path, now);
      return { ok: true, text: text[locale] };
    },
    showOverrides: (locale) => ({ ok: true, text: listed(overrides) || texts.nothingOverridden[locale] }),
    dropOverrides(locale) {
      const count = Object.keys(overrides).length;
      if (count === 0) return { ok: true, text: texts.nothingOverridden[locale] };
      useOverrides({});
      log('settings are no longer overridden', { count });
      return { ok: true, text: texts.reset(count)[locale] };
    },
  };
}
