import { Languages, Monitor, Moon, Shell, Sun, UserRound } from 'lucide-react';
import Link from 'next/link';
import type { ComponentProps } from 'react';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { themes, type Theme } from '../preferences/theme.ts';

const themeIcon = { system: Monitor, light: Sun, dark: Moon };

type FormTarget = Pick<ComponentProps<'form'>, 'action' | 'method'>;

/** Product name, language, theme, account. The two forms work before, and without, any script. */
export function TopBar(props: {
  t: Translator<'frame'>;
  locale: Locale;
  theme: Theme;
  signedIn: boolean;
  /** where the forms go: a server action, or a path that takes `locale` or `theme` */
  localeForm: FormTarget;
  themeForm: FormTarget;
}) {
  const { t, locale, theme, signedIn } = props;
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
        <Link href="/" prefetch={false} className="mr-auto flex items-center gap-2 font-semibold">
          <Shell aria-hidden className="size-5 text-accent" />
          {t('product')}
        </Link>
        <form {...props.localeForm}>
          <input type="hidden" name="locale" value={locale === 'zh' ? 'en' : 'zh'} />
          <Button type="submit" look="quiet" size="sm" lang={locale === 'zh' ? 'en' : 'zh-CN'}>
            <Languages aria-hidden className="size-4" />
            {t('otherLanguage')}
          </Button>
        </form>
        <form {...props.themeForm}>
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
        {signedIn ? (
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
