import Link from 'next/link';
import type { Translator } from '../../i18n/translator-for.ts';

/** The end of every page but those that fill the window. */
export function Footer({ t }: { t: Translator<'frame'> }) {
  return (
    <footer className="[body:has([data-fills-window])_&]:hidden mx-auto max-w-6xl px-4 pb-8 text-sm text-ink-2 sm:px-6">
      <Link href="/status" prefetch={false} className="underline-offset-4 hover:text-ink hover:underline">
        {t('status')}
      </Link>
    </footer>
  );
}
