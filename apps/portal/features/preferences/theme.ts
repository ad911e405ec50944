export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const themeCookie = 'rockpool-theme';

export function parseTheme(value: unknown): Theme {
  return themes.includes(value as Theme) ? (value as Theme) : 'system';
}
