'use client';
import { useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { formatTime } from '../../ui/format-time.ts';
import { refusalText } from '../benefit/refusal-text.ts';
import type { RenewState } from './actions.ts';

/** What the last click did. The line is always there, so that nothing moves when it is filled. */
export function RenewResult({
  state,
  locale,
  timeZone,
}: {
  state: RenewState;
  locale: Locale;
  timeZone: string;
}) {
  const t = useTranslations('computer');
  const refusals = useTranslations('refusal');
  function text(): string {
    if (state === null) return '';
    if (state.kind === 'unavailable') return t('renew.unavailable');
    if (state.kind === 'refused') return refusalText(state.refusal, { t: refusals, locale, timeZone });
    const { days, expiresAfter } = state.renewed;
    return t('renew.done', { days, until: formatTime(expiresAfter, 'weekdayDateTime', locale, timeZone) });
  }
  const tone = state === null || state.kind === 'renewed' ? 'text-green' : 'text-red';
  return (
    <p role="status" className={`mt-3 min-h-6 text-sm font-medium ${tone}`}>
      {text()}
    </p>
  );
}
