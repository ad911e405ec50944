'use client';
import { availableDays, extend } from '@rockpool/db/domain/available';
import { DAY_MS } from '@rockpool/db/domain/calendar';
import { useId, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import type { Locale } from '../../i18n/locale.ts';
import { InputField } from '../../ui/field.tsx';
import { formatTime } from '../../ui/format-time.ts';

export const daysMax = 366;

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
  const id = useId();
  const [days, setDays] = useState(1);
  const after = afterwards(props, days);
  const hint = after.expiresAt
    ? t('daysAfter', {
        days: after.days,
        at: formatTime(after.expiresAt, 'dateTime', locale, props.timeZone),
      })
    : t('daysAfterWaiting', { days: after.days });
  return (
    <InputField
      id={id}
      label={t('days')}
      hint={<span aria-live="polite">{hint}</span>}
      name="days"
      type="number"
      inputMode="numeric"
      min={1}
      max={daysMax}
      step={1}
      required
      value={days || ''}
      onChange={(event) => setDays(Math.max(0, Math.min(daysMax, Math.trunc(Number(event.target.value)))))}
    />
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
