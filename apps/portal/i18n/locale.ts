/** Which language a request gets: the cookie the user set, else the browser's wish, else Chinese. */
export const locales = ['zh', 'en'] as const;
export type Locale = (typeof locales)[number];

export const localeCookie = 'rockpool-locale';

export function isLocale(value: unknown): value is Locale {
  return locales.includes(value as Locale);
}

/** `acceptLanguage` is the header as sent, e.g. `en-GB,en;q=0.9,zh;q=0.8`; the highest weight we speak wins. */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(cookie)) return cookie;
  const wishes = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const weight = parameters.map((text) => text.trim()).find((text) => text.startsWith('q='));
      return { language: tag.toLowerCase().split('-')[0], weight: weight ? Number(weight.slice(2)) : 1 };
    })
    .filter((wish) => wish.weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wishes.map((wish) => wish.language).find(isLocale) ?? 'zh';
}

/** BCP 47 tag for `lang` attributes and Intl formatters. */
export const languageTag: Record<Locale, string> = { zh: 'zh-CN', en: 'en-GB' };
