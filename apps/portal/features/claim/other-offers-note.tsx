import type { CampaignView } from '@rockpool/db/views/campaign';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { TextLink } from '../../ui/text-link.tsx';
import { claimPath } from '../campaign/offer-state.ts';

/** The way to the other offers, where there are any. */
export function OtherOffersNote(props: { t: Translator<'claim'>; locale: Locale; others: CampaignView[] }) {
  const { t, locale, others } = props;
  if (others.length === 0) return null;
  return (
    <nav aria-label={t('others')} className="mt-6 text-sm">
      <p className="text-ink-2">{t('others')}</p>
      <ul className="mt-1 space-y-1">
        {others.map((campaign) => (
          <li key={campaign.id}>
            <TextLink href={claimPath(campaign, false)} prefetch={false}>
              {campaign.name[locale]}
            </TextLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
