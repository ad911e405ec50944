import type { CampaignView } from '@rockpool/db/views/campaign';
import { CalendarOff } from 'lucide-react';
import type { Locale } from '../../i18n/locale.ts';
import { translatorFor } from '../../i18n/translator-for.ts';
import { Alert } from '../../ui/alert.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import type { Wire } from '../computer/wire.ts';
import { Faq } from './faq.tsx';
import { Offer } from './offer.tsx';
import { OtherOffers } from './other-offers.tsx';
import { RulesTable } from './rules-table.tsx';
import { campaignFromWire } from './from-wire.ts';
import { rulesOf } from './rules.ts';

/** The offer (of several the best one first), the risk, the rules and the questions. */
export function Front(props: { offers: Wire<CampaignView>[]; claimed: string[]; locale: Locale }) {
  const { locale } = props;
  const t = translatorFor(locale, 'campaign');
  const [campaign, ...others] = props.offers.map(campaignFromWire);
  if (!campaign)
    return (
      <Page width="normal">
        <h1 className="sr-only">{t('title')}</h1>
        <EmptyState icon={CalendarOff}>{t('none')}</EmptyState>
      </Page>
    );
  const claimed = (each: CampaignView) => props.claimed.includes(each.id);
  return (
    <Page>
      <div className="grid items-start gap-x-12 gap-y-6 lg:grid-cols-[1.1fr_1fr]">
        <div className="space-y-6 lg:pt-4">
          <Offer
            t={t}
            campaign={campaign}
            locale={locale}
            claimed={claimed(campaign)}
            named={others.length > 0}
          />
          {others.length > 0 && <OtherOffers t={t} locale={locale} offers={others} claimed={claimed} />}
          <Alert tone="warning" title={t('risk.title')}>
            {t('risk.text')}
          </Alert>
        </div>
        <div className="lg:row-span-2">
          <RulesTable title={t('rules.title')} rules={rulesOf(campaign, { t, locale })} />
        </div>
        <Faq t={t} />
      </div>
    </Page>
  );
}
