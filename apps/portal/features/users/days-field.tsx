'use client';
import { availableDays, extend } from '@rockpool/db/domain/available';
import { DAY_MS } from '@rockpool/db/domain/calendar';
import { useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import type { Locale } from '../../i18n/locale.ts';
import { formatTime } from '../../ui/format-time.ts';
import { AmountField } from './amount-field.tsx';

const daysMax = 366;

/** How many days to give or to take, and what will be after. Instants are ISO texts. */
export function DaysField(props: {
  mode: 'give' | 'take';
  grantedDays: number;
  /** null: the first day has not begun */
  expiresAt: string | null;
  endOfUse: string;
  now: string;
  timeZone: string;
}) {
  const t = useTranslations('consoleUsers');
  const locale = useLocale() as Locale;
  const [days, setDays] = useState(1);
  const after = afterwards(props, days);
  const hint = after.expiresAt
    ? t('daysAfter', {
        days: after.days,
        at: formatTime(after.expiresAt, 'dateTime', locale, props.timeZone),
      })
    : t('daysAfterWaiting', { days: after.days });
  return (
    <AmountField name="days" label={t('days')} hint={hint} max={daysMax} value={days} onChange={setDays} />
  );
}

function afterwards(
  { mode, grantedDays, expiresAt, endOfUse, now: nowText }: Parameters<typeof DaysField>[0],
  days: number,
) {
  const now = new Date(nowText);
  const granted = mode === 'give' ? grantedDays + days : Math.max(0, grantedDays - days);
  if (!expiresAt) return { days: granted, expiresAt: null };
  const before = new Date(expiresAt);
  const moved =
    mode === 'give'
      ? extend(before, days, new Date(endOfUse), now)
      : new Date(Math.min(before.getTime(), Math.max(now.getTime(), before.getTime() - days * DAY_MS)));
  const left = availableDays({ grantedDays: granted, grants: 0, startedAt: before, expiresAt: moved }, now);
  return { days: left, expiresAt: moved };
}
