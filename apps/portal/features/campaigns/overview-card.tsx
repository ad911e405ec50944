import { campaignStatus } from '@rockpool/db/domain/campaign-state';
import { endOfRetention, endOfUse } from '@rockpool/db/domain/policy';
import type { CampaignRecord } from '@rockpool/db/operations/campaign-record';
import type { CampaignFigures } from '@rockpool/db/views/console-campaigns';
import { getLocale, getTranslator } from '../../i18n/translator.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { formatDay, formatTime, zoneName } from '../../ui/format-time.ts';
import { Facts } from '../console/facts.tsx';
import { NextChange, StatePill } from './state-pill.tsx';

/** What the campaign is now, in figures and dates of its own zone. */
export async function OverviewCard({
  campaign,
  figures,
}: {
  campaign: CampaignRecord;
  figures: CampaignFigures;
}) {
  const [t, locale] = await Promise.all([getTranslator('consoleCampaigns'), getLocale()]);
  const { policy, stock, claimed, held, now, publishedAt, nextPolicyFrom } = campaign;
  const { zone } = policy;
  const { state, next } = campaignStatus(campaign, now);
  const time = (at: Date) => formatTime(at, 'full', locale, zone);
  return (
    <Card>
      <CardHead title={t('overview')} hint={zoneName(locale, zone)} action={<StatePill state={state} />} />
      <Facts
        facts={[
          next !== null && { label: t('nextHead'), value: <NextChange next={next} zone={zone} /> },
          { label: t('published'), value: publishedAt ? time(publishedAt) : t('notYet') },
          {
            label: t('window'),
            value: [policy.claimFirstDay, policy.claimLastDay]
              .map((day) => formatDay(day, locale))
              .join(' – '),
          },
          { label: t('endOfUse'), value: time(endOfUse(policy)) },
          { label: t('endOfRetention'), value: time(endOfRetention(policy)) },
          {
            label: t('claimed'),
            value: <span className="tabular">{`${claimed} / ${stock ?? t('unlimited')}`}</span>,
          },
          held > 0 && { label: t('held'), value: held },
          { label: t('active'), value: figures.active },
          { label: t('waiting'), value: figures.waiting },
          { label: t('revenue'), value: figures.revenue },
          nextPolicyFrom !== null && { label: t('planned'), value: time(nextPolicyFrom) },
        ]}
      />
    </Card>
  );
}
