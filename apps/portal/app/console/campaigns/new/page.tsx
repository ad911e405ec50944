import { appNow } from '@rockpool/db/clock';
import { localDate } from '@rockpool/db/domain/calendar';
import { defaultRules } from '@rockpool/db/domain/policy';
import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { CampaignEditor } from '@/features/campaigns/campaign-editor.tsx';
import { newFields } from '@/features/campaigns/campaign-fields.ts';
import { readPreviewTexts } from '@/features/campaigns/read-preview-texts.ts';
import { requireStaff } from '@/features/console/current-staff.ts';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Page, PageHead } from '@/ui/page.tsx';
import { TextLink } from '@/ui/text-link.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleCampaigns');
  return { title: t('new') };
}

export default async function NewCampaignPage() {
  await requireStaff('campaigns.edit');
  const [t, now] = await Promise.all([getTranslator('consoleCampaigns'), appNow(db())]);
  return (
    <Page>
      <TextLink href="/console/campaigns" prefetch={false} className="text-sm">
        {t('title')}
      </TextLink>
      <PageHead title={t('new')} hint={t('newHint')} />
      <ClientTexts only={['consoleCampaignEditor', 'consoleCampaignPreview']}>
        <CampaignEditor
          campaign={null}
          fields={newFields(localDate(now, defaultRules.zone))}
          now={now.toISOString()}
          texts={readPreviewTexts()}
        />
      </ClientTexts>
    </Page>
  );
}
