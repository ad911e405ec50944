import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { getLocale, getTranslator } from '../../i18n/translator.ts';
import { currentUser } from '../auth/current-user.ts';
import { setLocale, setTheme } from '../preferences/actions.ts';
import { parseTheme, themeCookie } from '../preferences/theme.ts';
import { Footer } from './footer.tsx';
import { NoScriptNote } from './no-script.tsx';
import { TopBar } from './top-bar.tsx';

/** The frame of a subscriber's pages. Whatever fails below it, the bar and the language stay. */
export async function SiteFrame({ children }: { children: ReactNode }) {
  const [locale, t, jar, user] = await Promise.all([
    getLocale(),
    getTranslator('frame'),
    cookies(),
    // the bar must stand when the database does not answer; the page below tells what happened
    currentUser().catch(() => null),
  ]);
  return (
    <>
      <TopBar
        t={t}
        locale={locale}
        theme={parseTheme(jar.get(themeCookie)?.value)}
        signedIn={user !== null}
        localeForm={{ action: setLocale }}
        themeForm={{ action: setTheme }}
      />
      <NoScriptNote>{t('noScript')}</NoScriptNote>
      {children}
      <Footer t={t} />
    </>
  );
}
