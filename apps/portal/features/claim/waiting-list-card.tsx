import type { Place } from '@rockpool/db/ledger/waiting-list';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { formatTime, zoneName } from '../../ui/format-time.ts';
import { StatusPill } from '../../ui/status-pill.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { changeWaiting } from './actions.ts';

/** The line for stock: joining it, one's place, and a place that is kept for a while. Works without script. */
export function WaitingListCard(props: {
  t: Translator<'claim'>;
  locale: Locale;
  timeZone: string;
  campaignId: string;
  place: Place | null;
}) {
  const { t, locale, timeZone, campaignId, place } = props;
  const until = place?.kind === 'offered' && formatTime(place.until, 'weekdayDateTime', locale, timeZone);
  return (
    <Card>
      <CardHead
        title={t('list.title')}
        hint={
          until
            ? t('list.offered', { until, zone: zoneName(locale, timeZone) })
            : place
              ? t('list.kept')
              : t('list.text')
        }
        action={until && <StatusPill tone="good">{t('list.yours')}</StatusPill>}
      />
      {place?.kind === 'waiting' && (
        <p className="mb-3 text-2xl font-semibold tabular">{t('list.place', { place: place.before + 1 })}</p>
      )}
      <form action={changeWaiting}>
        <input type="hidden" name="campaign" value={campaignId} />
        <input type="hidden" name="wish" value={place ? 'leave' : 'join'} />
        <SubmitButton look={place ? 'secondary' : 'primary'} wide={!place}>
          {place ? (until ? t('list.decline') : t('list.leave')) : t('list.join')}
        </SubmitButton>
      </form>
    </Card>
  );
}
