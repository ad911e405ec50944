'use client';
import type { Refusal } from '@rockpool/db/domain/refusals';
import type { WayOut } from '@rockpool/db/domain/way-out';
import { useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { Alert } from '../../ui/alert.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { refusalText, wayOutText } from '../benefit/refusal-text.ts';
import type { Wire } from './wire.ts';

/** Why no day can be added now, and the nearest way out. A full bank is good news and looks like it. */
export function RenewRefusal(props: {
  refusal: Wire<Refusal>;
  wayOut: Wire<WayOut>;
  locale: Locale;
  timeZone: string;
}) {
  const { refusal, wayOut } = props;
  const t = useTranslations('computer');
  const words = { t: useTranslations('refusal'), locale: props.locale, timeZone: props.timeZone };
  const way = wayOutText(wayOut, words);
  const full = refusal.reason === 'bank_full' || refusal.reason === 'total_reached';
  const action =
    wayOut.kind === 'set_up' ? (
      <ButtonLink href="/computer/set-up" size="sm">
        {t('next.setUp')}
      </ButtonLink>
    ) : wayOut.kind === 'give_consent' ? (
      <ButtonLink href="/claim" size="sm">
        {t('renew.consent')}
      </ButtonLink>
    ) : wayOut.kind === 'buy_points' || wayOut.kind === 'get_plan' || wayOut.kind === 'renew_plan' ? (
      <ButtonLink href={wayOut.kind === 'buy_points' ? '/billing#points' : '/billing#plans'} size="sm">
        {t('renew.billing')}
      </ButtonLink>
    ) : null;
  return (
    <Alert tone={full ? 'good' : 'info'} title={full ? t('renew.full') : t('renew.notNow')} action={action}>
      <p>{refusalText(refusal, words)}</p>
      {way && <p className="mt-1">{way}</p>}
    </Alert>
  );
}
