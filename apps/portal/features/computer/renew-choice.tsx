'use client';
import type { Refusal } from '@rockpool/db/domain/refusals';
import { CalendarPlus } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { Time } from '../../ui/time.tsx';
import { refusalText, sentenceGap } from '../benefit/refusal-text.ts';
import type { EntitlementSnapshot } from './snapshot.ts';
import type { Wire } from './wire.ts';

/** A button, and what its click will do; the form says what the page showed. */
export function RenewChoice(props: {
  action: (form: FormData) => void;
  entitlement: Pick<EntitlementSnapshot, 'id' | 'grants'>;
  mode: 'one' | 'top-up';
  label: string;
  availableAfter: number;
  until: string;
  points: number;
  balance: number;
  /** what the end of use takes away */
  cutMs: number;
  times?: number;
  /** what ends a top-up; said when it is not simply the full bank */
  endedBy?: Wire<Refusal>;
  locale: Locale;
  timeZone: string;
}) {
  const { mode, availableAfter, until, points, balance, cutMs, times, endedBy, locale, timeZone } = props;
  const t = useTranslations('computer');
  const refusals = useTranslations('refusal');
  const gap = sentenceGap(locale);
  return (
    <form action={props.action} className="flex flex-col gap-x-4 gap-y-1.5 sm:flex-row sm:items-center">
      <input type="hidden" name="entitlement" value={props.entitlement.id} />
      <input type="hidden" name="seenGrants" value={props.entitlement.grants} />
      <input type="hidden" name="mode" value={mode} />
      <input type="hidden" name="points" value={points} />
      <SubmitButton look={mode === 'one' ? 'primary' : 'secondary'} className="sm:w-44">
        {mode === 'one' && <CalendarPlus aria-hidden className="size-4" />}
        {props.label}
      </SubmitButton>
      <p className="min-w-0 flex-1 text-sm text-ink-2">
        {t.rich('renew.after', {
          days: availableAfter,
          until: () => (
            <b className="font-medium text-ink">
              <Time at={until} shape="weekdayDateTime" locale={locale} timeZone={timeZone} />
            </b>
          ),
        })}
        {times !== undefined && gap + t('renew.times', { times })}
        {points > 0 && gap + t('renew.points', { points, balance })}
        {cutMs > 0 && <span className="text-amber">{gap + t('renew.cut')}</span>}
        {endedBy &&
          endedBy.reason !== 'bank_full' &&
          gap +
            // what it says of the balance would be about the one after these renewals
            (endedBy.reason === 'points_short'
              ? t('renew.pointsEnd')
              : refusalText(endedBy, { t: refusals, locale, timeZone }))}
      </p>
    </form>
  );
}
