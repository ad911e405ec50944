import type { GetServerSidePropsContext } from 'next';
import { chooseLocale, localeCookie, type Locale } from '../../i18n/locale.ts';
import { parseTheme, themeCookie, type Theme } from '../preferences/theme.ts';

export type FrameProps = {
  locale: Locale;
  theme: Theme;
  /** of this response's content security policy */
  nonce: string;
};

/** What a page outside the App Router needs around its content. Such pages are made for their reader and not kept. */
export function readFrame({ req, res }: Pick<GetServerSidePropsContext, 'req' | 'res'>): FrameProps {
  res.setHeader('cache-control', 'private, no-cache, no-store, max-age=0, must-revalidate');
  const policy = String(req.headers['content-security-policy'] ?? '');
  return {
    locale: chooseLocale(req.cookies[localeCookie], req.headers['accept-language'] ?? null),
    theme: parseTheme(req.cookies[themeCookie]),
    nonce: /'nonce-([^']+)'/.exec(policy)?.[1] ?? '',
  };
}
