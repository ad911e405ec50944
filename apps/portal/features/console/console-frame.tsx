import { may } from '@rockpool/db/domain/roles';
import { Languages, Shell, UserRound } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { getLocale, getTranslator } from '../../i18n/translator.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { setLocale } from '../preferences/actions.ts';
import { ConsoleNav } from './console-nav.tsx';
import { currentStaff } from './current-staff.ts';
import { consolePages } from './navigation.ts';
import { PaletteKey } from './palette/palette-key.tsx';

/** The frame of the console: bar, and pages at the left for who has shown both factors. */
export async function ConsoleFrame({ children }: { children: ReactNode }) {
  const [t, frame, locale, staff] = await Promise.all([
    getTranslator('console'),
    getTranslator('frame'),
    getLocale(),
    currentStaff(),
  ]);
  const other = locale === 'zh' ? 'en' : 'zh';
  const pages = staff?.complete ? consolePages.filter(({ permission }) => may(staff.role, permission)) : [];
  const links = pages.map(({ id, href }) => ({ id, href, text: t(`nav.${id}`) }));
  const paletteTexts = {
    title: t('palette.title'),
    placeholder: t('palette.placeholder'),
    empty: t('palette.empty'),
    pages: t('navLabel'),
    found: t('palette.found'),
    user: t('palette.user'),
    instance: t('palette.instance'),
  };
  return (
    <>
      <header className="border-b border-line bg-surface">
        <a
          href="#main"
          className="sr-only rounded-card bg-surface px-4 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
        >
          {frame('skipToContent')}
        </a>
        <div className="flex h-14 items-center gap-1 px-4 sm:px-6">
          <Link
            href="/console"
            prefetch={false}
            className="mr-auto flex items-center gap-2 font-semibold whitespace-nowrap"
          >
            <Shell aria-hidden className="size-5 text-accent" />
            {t('title')}
          </Link>
          {links.length > 0 && <PaletteKey links={links} texts={paletteTexts} />}
          <form action={setLocale}>
            <input type="hidden" name="locale" value={other} />
            <Button type="submit" look="quiet" size="sm" lang={other === 'en' ? 'en' : 'zh-CN'}>
              <Languages aria-hidden className="size-4 max-sm:hidden" />
              <span className="whitespace-nowrap">{frame('otherLanguage')}</span>
            </Button>
          </form>
          {staff?.complete && (
            <ButtonLink href="/console/account" look="quiet" size="sm">
              <UserRound aria-hidden className="size-4" />
              <span className="max-sm:sr-only">{staff.email}</span>
            </ButtonLink>
          )}
        </div>
      </header>
      <div className="mx-auto max-w-[100rem] lg:flex">
        {links.length > 0 && <ConsoleNav label={t('navLabel')} links={links} />}
        <div className="min-w-0 flex-1">{children}</div>
      </div>
    </>
  );
}
