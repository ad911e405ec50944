import { Languages, Monitor, Moon, Shell, Sun, UserRound } from 'lucide-react';
import Link from 'next/link';
import { currentUser } from '@/features/auth/current-user.ts';
import { setLocale, setTheme } from '@/features/preferences/actions.ts';
import { themes, type Theme } from '@/features/preferences/theme.ts';
import type { Locale } from '@/i18n/locale.ts';
import { getTranslator } from '@/i18n/translator.ts';
import { Button, ButtonLink } from '@/ui/button.tsx';

const themeIcon = { system: Monitor, light: Sun, dark: Moon };

/** Product name, language, theme, account. The forms work before, and without, any script. */
export async function TopBar({ theme, locale }: { theme: Theme; locale: Locale }) {
  const t = await getTranslator('frame');
  // the bar must stand when the database does not answer; the page below tells what happened
  const user = await currentUser().catch(() => null);
  const nextTheme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
  const ThemeIcon = themeIcon[theme];
  return (
    <header className="border-b border-line bg-surface">
      <a
        href="#main"
        className="sr-only rounded-card bg-surface px-4 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        {t('skipToContent')}
      </a>
      <div className="mx-auto flex h-14 max-w-6xl items-center gap-1 px-4 sm:px-6">
        <Link href="/" className="mr-auto flex items-center gap-2 font-semibold">
          <Shell aria-hidden className="size-5 text-accent" />
          {t('product')}
        </Link>
        <form action={setLocale}>
          <input type="hidden" name="locale" value={locale === 'zh' ? 'en' : 'zh'} />
          <Button type="submit" look="quiet" size="sm" lang={locale === 'zh' ? 'en' : 'zh-CN'}>
            <Languages aria-hidden className="size-4" />
            {t('otherLanguage')}
          </Button>
        </form>
        <form action={setTheme}>
          <input type="hidden" name="theme" value={nextTheme} />
          <Button
            type="submit"
            look="quiet"
            size="icon"
            aria-label={t('themeSwitch', { current: t(`theme.${theme}`), next: t(`theme.${nextTheme}`) })}
            title={t(`theme.${theme}`)}
          >
            <ThemeIcon aria-hidden className="size-4" />
          </Button>
        </form>
        {user ? (
          <ButtonLink href="/account" look="quiet" size="sm">
            <UserRound aria-hidden className="size-4" />
            <span className="max-sm:sr-only">{t('account')}</span>
          </ButtonLink>
        ) : (
          <ButtonLink href="/sign-in" look="quiet" size="sm">
            {t('signIn')}
          </ButtonLink>
        )}
      </div>
    </header>
  );
}
