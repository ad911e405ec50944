import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { currentUser } from '@/features/auth/current-user.ts';
import { Footer } from '@/features/frame/footer.tsx';
import { TopBar } from '@/features/frame/top-bar.tsx';
import { setLocale, setTheme } from '@/features/preferences/actions.ts';
import { parseTheme, themeCookie } from '@/features/preferences/theme.ts';
import { languageTag } from '@/i18n/locale.ts';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { ErrorTextsProvider } from './error-texts.tsx';

/** Every page depends on its reader, and a nonce cannot be built in. */
export const dynamic = 'force-dynamic';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('frame');
  return {
    title: { default: t('product'), template: `%s · ${t('product')}` },
    description: t('description'),
  };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fafaf9' },
    { media: '(prefers-color-scheme: dark)', color: '#131416' },
  ],
};

/** Whatever fails below it, the bar and the language stay. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, frame, t, jar, user] = await Promise.all([
    getLocale(),
    getTranslator('frame'),
    getTranslator('error'),
    cookies(),
    // the bar must stand when the database does not answer; the page below tells what happened
    currentUser().catch(() => null),
  ]);
  const theme = parseTheme(jar.get(themeCookie)?.value);
  const errorTexts = {
    title: t('title'),
    body: t('body'),
    retrying: t('retrying'),
    retry: t('retry'),
    traceId: t('traceId'),
    copy: t('copy'),
    copied: t('copied'),
  };
  return (
    <html lang={languageTag[locale]} data-theme={theme === 'system' ? undefined : theme}>
      <body>
        <TopBar
          t={frame}
          locale={locale}
          theme={theme}
          signedIn={user !== null}
          localeForm={{ action: setLocale }}
          themeForm={{ action: setTheme }}
        />
        <ErrorTextsProvider texts={errorTexts}>{children}</ErrorTextsProvider>
        <Footer t={frame} />
      </body>
    </html>
  );
}
