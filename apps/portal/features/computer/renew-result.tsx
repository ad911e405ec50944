'use client';
import { cx } from 'class-variance-authority';
import { useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { formatTime } from '../../ui/format-time.ts';
import { refusalText } from '../benefit/refusal-text.ts';
import type { RenewState } from './actions.ts';

/** What the last click did. Where a click is possible the line is there before, so that nothing moves. */
export function RenewResult({
  state,
  locale,
  timeZone,
  reserve,
  expiresAt,
}: {
  state: RenewState;
  locale: Locale;
  timeZone: string;
  reserve: boolean;
  expiresAt: string | null;
}) {
  const t = useTranslations('computer');
  const refusals = useTranslations('refusal');
  function text(): string {
    if (state === null) return '';
    if (state.kind === 'unavailable') return t('renew.unavailable');
    if (state.kind === 'refused') return refusalText(state.refusal, { t: refusals, locale, timeZone });
    const { days, expiresAfter } = state.renewed;
    // what came later made this line history
    if (expiresAfter !== expiresAt) return '';
    return t('renew.done', { days, until: formatTime(expiresAfter, 'weekdayDateTime', locale, timeZone) });
  }
  const tone = state === null || state.kind === 'renewed' ? 'text-green' : 'text-red';
  return (
    <p role="status" className={cx('text-sm font-medium', (reserve || state) && 'mt-3 min-h-6', tone)}>
      {text()}
    </p>
  );
}
