import { endOfUse } from '@rockpool/db/domain/policy';
import type { CampaignView } from '@rockpool/db/views/campaign';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { LiveFacts } from './live-facts.tsx';
import { OfferAction, OfferPill } from './offer.tsx';
import { offerState } from './offer-state.ts';
import { rulesOf } from './rules.ts';

/** The offers besides the first, each with its state, its one button and its rules. */
export function OtherOffers(props: {
  t: Translator<'campaign'>;
  locale: Locale;
  offers: CampaignView[];
  claimed: (offer: CampaignView) => boolean;
}) {
  const { t, locale, offers, claimed } = props;
  return (
    <Card aria-labelledby="others">
      <CardHead id="others" title={t('others')} />
      <ul className="divide-y divide-line">
        {offers.map((campaign) => {
          const state = offerState(campaign);
          const has = claimed(campaign) && campaign.now < endOfUse(campaign.policy);
          return (
            <li key={campaign.id} className="space-y-3 py-4 first:pt-0 last:pb-0">
              <p className="flex flex-wrap items-center gap-3 font-medium">
                {campaign.name[locale]}
                <OfferPill t={t} state={state} />
              </p>
              <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
                <OfferAction t={t} campaign={campaign} state={state} claimed={has} alone={false} />
                <LiveFacts t={t} campaign={campaign} locale={locale} state={state} />
              </div>
              <details>
                <summary className="text-sm font-medium text-accent">{t('rules.title')}</summary>
                <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
                  {rulesOf(campaign, { t, locale }).map((rule) => (
                    <div key={rule.id} className="contents">
                      <dt className="text-ink-2">{rule.name}</dt>
                      <dd>{rule.text}</dd>
                    </div>
                  ))}
                </dl>
              </details>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
