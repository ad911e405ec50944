import { CalendarOff } from 'lucide-react';
import { db } from '@/db.ts';
import { currentUser } from '@/features/auth/current-user.ts';
import { readCurrentCampaign } from '@/features/campaign/current-campaign.ts';
import { Faq } from '@/features/campaign/faq.tsx';
import { Offer } from '@/features/campaign/offer.tsx';
import { RulesTable } from '@/features/campaign/rules-table.tsx';
import { rulesOf } from '@/features/campaign/rules.ts';
import { ClockBar } from '@/features/clock/clock-bar.tsx';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { Alert } from '@/ui/alert.tsx';
import { EmptyState } from '@/ui/empty-state.tsx';
import { Page } from '@/ui/page.tsx';

export default async function CampaignPage() {
  const [t, locale, user, campaign] = await Promise.all([
    getTranslator('campaign'),
    getLocale(),
    currentUser(),
    readCurrentCampaign(db()),
  ]);
  if (!campaign)
    return (
      <Page width="normal">
        <h1 className="sr-only">{t('title')}</h1>
        <EmptyState icon={CalendarOff}>{t('none')}</EmptyState>
      </Page>
    );
  const claimed =
    user !== null &&
    (await db().entitlement.count({ where: { userId: user.id, campaignId: campaign.id } })) > 0;
  return (
    <Page>
      <div className="grid items-start gap-x-12 gap-y-6 lg:grid-cols-[1.1fr_1fr]">
        <div className="space-y-6 lg:pt-4">
          <Offer t={t} campaign={campaign} locale={locale} claimed={claimed} />
          <Alert tone="warning" title={t('risk.title')}>
            {t('risk.text')}
          </Alert>
        </div>
        <div className="lg:row-span-2">
          <RulesTable title={t('rules.title')} rules={rulesOf(campaign, { t, locale })} />
        </div>
        <Faq t={t} />
      </div>
      <ClockBar />
    </Page>
  );
}
