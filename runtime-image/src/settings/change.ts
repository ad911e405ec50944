/** A wish for another setting → what settings.json would be then, or why not. Pure. */
import {
  isPlain,
  openSettings,
  placeOfSetting,
  readUserSettings,
  type Closed,
} from '../config/user-settings.ts';
import { formatSettingPath } from '../config/setting-path.ts';

export type SettingWish = { action: 'set'; path: string; value: unknown } | { action: 'unset'; path: string };

export type SettingChange =
  | { kind: 'change'; path: string; text: string }
  /** nothing was set there */
  | { kind: 'same' }
  | { kind: 'closed'; because: Closed }
  | { kind: 'unknown'; near: string[] }
  | { kind: 'bad_value' }
  /** of all settings together */
  | { kind: 'too_much' };

/** of settings.json; a larger one is not read */
export const settingsBytesMax = 64 * 1024;
const valueCharsMax = 4_000;
const settingsMax = 300;

/** @param text of settings.json; null: there is none */
export function changeSetting(text: string | null, wish: SettingWish): SettingChange {
  const place = placeOfSetting(wish.path);
  if (place.kind === 'closed') return place;
  if (place.kind === 'unknown') return { kind: 'unknown', near: nearSettings(wish.path) };
  const path = formatSettingPath(place.parts);
  const settings = { ...readUserSettings(text).settings };
  if (wish.action === 'unset') {
    const below = Object.keys(settings).filter((each) => each === path || each.startsWith(`${path}.`));
    if (below.length === 0) return { kind: 'same' };
    for (const each of below) delete settings[each];
  } else {
    const { value } = wish;
    // what is nested too deep cannot be written as text either
    if (value === undefined || value === null || !isPlain(value)) return { kind: 'bad_value' };
    if ((JSON.stringify(value) ?? '').length > valueCharsMax) return { kind: 'bad_value' };
    if (Object.keys(settings).length >= settingsMax && !Object.hasOwn(settings, path))
      return { kind: 'too_much' };
    settings[path] = value;
  }
  const changed = `${JSON.stringify(settings, null, 2)}\n`;
  const isTooLarge = wish.action === 'set' && Buffer.byteLength(changed) > settingsBytesMax;
  return isTooLarge ? { kind: 'too_much' } : { kind: 'change', path, text: changed };
}

/** Open settings that share a word with a path that is none. */
function nearSettings(path: string): string[] {
  const words = path
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 2);
  const near = openSettings.filter((each) => words.some((word) => each.toLowerCase().includes(word)));
  return (near.length > 0 ? near : openSettings).slice(0, 12);
}
