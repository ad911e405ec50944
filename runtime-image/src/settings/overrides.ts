/** Settings that hold until the process ends, over those of settings.json. Pure. */
import { readUserSettings, type UserSettings } from '../config/user-settings.ts';

/** @returns text of settings.json as it would be with the overrides in it; the text itself when there are none */
export function laidOver(text: string | null, overrides: UserSettings): string | null {
  const over = Object.entries(overrides);
  if (over.length === 0) return text;
  // what stands last wins where one path lies within another
  const own = Object.entries(readUserSettings(text).settings).filter(
    ([path]) => !Object.hasOwn(overrides, path),
  );
  return JSON.stringify(Object.fromEntries([...own, ...over]));
}
