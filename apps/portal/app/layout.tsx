import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { parseTheme, themeCookie } from '@/features/preferences/theme.ts';
import { languageTag } from '@/i18n/locale.ts';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { ShowStreamed } from '@/features/frame/no-script.tsx';
import { ErrorTextsProvider } from '@/features/frame/error-texts.tsx';

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

/** Language, theme and the texts of failures; the frames of site and console are below it. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, t, jar] = await Promise.all([getLocale(), getTranslator('error'), cookies()]);
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
        <ShowStreamed />
        <ErrorTextsProvider texts={errorTexts}>{children}</ErrorTextsProvider>
      </body>
    </html>
  );
}
