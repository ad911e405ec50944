import { readCampaignRecord, readHoldings } from '@rockpool/db/operations/campaign-record';
import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { db } from '@/db.ts';
import { CampaignEditor } from '@/features/campaigns/campaign-editor.tsx';
import { fieldsOf } from '@/features/campaigns/campaign-fields.ts';
import { holdingsByDay } from '@/features/campaigns/edit-model.ts';
import { readPreviewTexts } from '@/features/campaigns/read-preview-texts.ts';
import { toWire } from '@/features/computer/wire.ts';
import { requireStaff } from '@/features/console/current-staff.ts';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { Page, PageHead } from '@/ui/page.tsx';
import { TextLink } from '@/ui/text-link.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleCampaigns');
  return { title: t('edit') };
}

export default async function EditCampaignPage({ params }: { params: Promise<{ id: string }> }) {
  await requireStaff('campaigns.edit');
  const { id } = await params;
  const [t, locale, campaign, people] = await Promise.all([
    getTranslator('consoleCampaigns'),
    getLocale(),
    readCampaignRecord(db().pool, id),
    readHoldingsOf(id),
  ]);
  if (!campaign || !people) notFound();
  if (campaign.endedAt) redirect(`/console/campaigns/${id}`);
  const { policy, nextPolicy } = campaign;
  const holdings = holdingsByDay(people.holdings, policy.zone);
  return (
    <Page>
      <TextLink href={`/console/campaigns/${id}`} prefetch={false} className="text-sm">
        {campaign.name[locale]}
      </TextLink>
      <PageHead title={t('edit')} hint={nextPolicy ? t('editPlanned') : t('editHint')} />
      <ClientTexts only={['consoleCampaignEditor', 'consoleCampaignPreview']}>
        <CampaignEditor
          campaign={toWire({ ...campaign, holdings, waiting: people.waiting })}
          fields={fieldsOf({ ...campaign, policy: nextPolicy ?? policy })}
          now={campaign.now.toISOString()}
          texts={readPreviewTexts()}
        />
      </ClientTexts>
    </Page>
  );
}

/** Null for what is no id at all. */
const readHoldingsOf = (id: string) =>
  /^[0-9a-f-]{36}$/i.test(id) ? readHoldings(db().pool, id) : Promise.resolve(null);
