import { languageTag, type Locale } from '../../i18n/locale.ts';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** `512 byte`, `3.4 MB`: thousands, as phones and browsers count. */
export function formatSize(bytes: number, locale: Locale): string {
  const step = Math.min(units.length - 1, bytes < 1_000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const text = new Intl.NumberFormat(languageTag[locale], {
    style: 'unit',
    unit: units[step]!,
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumSignificantDigits: 3,
  }).format(bytes / 1_000 ** step);
  // Chinese words stand apart from figures everywhere else on the pages
  return text.replace(/(\d)(\p{Script=Han})/u, '$1 $2');
}
