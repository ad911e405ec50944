import type { Locale } from '../config/settings.ts';

/** The language of a shell, by the variables that programs look at, in their order. */
export function shellLocale(environment: Readonly<Record<string, string | undefined>>): Locale {
  const named = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG;
  return named?.startsWith('zh') === true ? 'zh' : 'en';
}
