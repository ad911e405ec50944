import { may } from '@rockpool/db/domain/roles';
import { readCampaignRecord } from '@rockpool/db/operations/campaign-record';
import { readCampaignFigures, readClaimsPerDay } from '@rockpool/db/views/console-campaigns';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { db } from '@/db.ts';
import { ActionsCard } from '@/features/campaigns/actions-card.tsx';
import { AuditCard } from '@/features/campaigns/audit-card.tsx';
import { CodesCard } from '@/features/campaigns/codes-card.tsx';
import { LineCard } from '@/features/campaigns/line-card.tsx';
import { OverviewCard } from '@/features/campaigns/overview-card.tsx';
import { requireStaff } from '@/features/console/current-staff.ts';
import { ChartCard } from '@/features/console/overview/chart-card.tsx';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { formatDay } from '@/ui/format-time.ts';
import { Page, PageHead } from '@/ui/page.tsx';
import { TextLink } from '@/ui/text-link.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleCampaigns');
  return { title: t('title') };
}

export default async function CampaignPage({ params }: { params: Promise<{ id: string }> }) {
  const { role } = await requireStaff('campaigns.read');
  const { id } = await params;
  const campaign = await readCampaignRecord(db().pool, id);
  if (!campaign) notFound();
  const [t, locale, figures, days] = await Promise.all([
    getTranslator('consoleCampaigns'),
    getLocale(),
    readCampaignFigures(db(), id),
    readClaimsPerDay(db(), { id, zone: campaign.policy.zone }),
  ]);
  const mayEdit = may(role, 'campaigns.edit');
  return (
    <Page>
      <TextLink href="/console/campaigns" prefetch={false} className="text-sm">
        {t('title')}
      </TextLink>
      <PageHead
        title={campaign.name[locale]}
        hint={<code className="font-mono text-sm">/claim?campaign={campaign.slug}</code>}
      />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="min-w-0 space-y-4">
          <OverviewCard campaign={campaign} figures={figures} />
          {mayEdit && <ActionsCard campaign={campaign} role={role} />}
        </div>
        <ChartCard
          kind="bar"
          title={t('claimsPerDay')}
          dayHead={t('day')}
          points={days.map(({ day, claims }) => ({
            day: formatDay(day, locale, 'shortDay'),
            [t('claims')]: claims,
          }))}
          series={[{ name: t('claims'), color: 'var(--accent)' }]}
        />
      </div>
      <div className="mt-4 space-y-4">
        <CodesCard
          campaignId={id}
          slug={campaign.slug}
          mayEdit={mayEdit && !campaign.endedAt}
          needed={campaign.policy.entry === 'invitation'}
        />
        <LineCard campaign={campaign} waiting={figures.waiting} mayEdit={mayEdit} />
        <AuditCard campaignId={id} />
      </div>
    </Page>
  );
}
