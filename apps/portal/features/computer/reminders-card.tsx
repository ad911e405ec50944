'use client';
import { useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { Time } from '../../ui/time.tsx';
import type { Snapshot } from './snapshot.ts';

type Reminder = Snapshot['reminders'][number];
const shown = 3;

/** What was said before and at an expiry, and what comes next. Absent while there is neither. */
export function RemindersCard({
  reminders,
  locale,
  timeZone,
}: {
  reminders: readonly Reminder[];
  locale: Locale;
  timeZone: string;
}) {
  const t = useTranslations('computer');
  const next = reminders.findLast(({ state }) => state === 'planned');
  const told = reminders.filter(({ state }) => state !== 'planned').slice(0, shown);
  if (!next && told.length === 0) return null;
  const time = (at: string) => <Time at={at} shape="dateTime" locale={locale} timeZone={timeZone} />;
  return (
    <Card aria-labelledby="reminders">
      <CardHead id="reminders" title={t('reminders.title')} hint={t('reminders.hint')} />
      {next && (
        <p className="text-sm">
          {t.rich('reminders.next', { at: () => time(next.dueAt) })}
          <span className="text-ink-2"> · {t(`reminders.kind.${next.kind}`)}</span>
        </p>
      )}
      {told.length > 0 && (
        <ul className="divide-y divide-line">
          {told.map((reminder) => (
            <li key={reminder.id} className="py-2.5 text-sm last:pb-0">
              <p className="font-medium">{t(`reminders.kind.${reminder.kind}`)}</p>
              <p className="text-ink-2">
                {time(reminder.decidedAt ?? reminder.dueAt)} · {t(`reminders.told.${howTold(reminder)}`)}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function howTold({ state, detail }: Reminder): 'bot' | 'page' | 'failed' {
  if (state === 'failed') return 'failed';
  return detail === 'page' ? 'page' : 'bot';
}
