import { claimsCloseAt, claimsOpenAt } from '@rockpool/db/domain/policy';
import { stockLeft } from '@rockpool/db/domain/campaign-state';
import type { CampaignView } from '@rockpool/db/views/campaign';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { formatRelative, formatTime, zoneName } from '../../ui/format-time.ts';
import type { OfferState } from './offer-state.ts';

/** Stock and time left, as of this reading; `public/live-part.js` reads the page again while it is looked at. */
export function LiveFacts(props: {
  t: Translator<'campaign'>;
  campaign: CampaignView;
  locale: Locale;
  state: OfferState;
}) {
  const { t, campaign, locale, state } = props;
  const { policy, now } = campaign;
  const edge = state === 'before' ? claimsOpenAt(policy) : claimsCloseAt(policy);
  const left = stockLeft(campaign);
  const exact = `${formatTime(edge, 'full', locale, policy.zone)} · ${zoneName(locale, policy.zone)}`;
  return (
    <p className="text-sm text-ink-2 tabular">
      {state === 'open' && left !== null && <span className="block">{t('left', { left })}</span>}
      {(state === 'open' || state === 'before') && (
        <time dateTime={edge.toISOString()} title={exact}>
          {t(`edge.${state}`, { when: formatRelative(edge, now, locale) })}
        </time>
      )}
    </p>
  );
}
