import { may } from '@rockpool/db/domain/roles';
import type { Metadata } from 'next';
import { campaignColumns } from '@/features/campaigns/columns.tsx';
import { listedCampaigns } from '@/features/campaigns/table.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { openTable } from '@/features/console/table.ts';
import type { TableParams } from '@/features/console/table-query.ts';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { ButtonLink } from '@/ui/button.tsx';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleCampaigns');
  return { title: t('title') };
}

export default async function CampaignsPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { staff, table } = await openTable(listedCampaigns, searchParams);
  const [t, locale] = await Promise.all([getTranslator('consoleCampaigns'), getLocale()]);
  return (
    <Page>
      <PageHead
        title={t('title')}
        action={
          may(staff.role, 'campaigns.edit') && (
            <ButtonLink href="/console/campaigns/new" look="primary" prefetch={false}>
              {t('new')}
            </ButtonLink>
          )
        }
      />
      <ConsoleTable
        {...table}
        label={t('title')}
        columns={campaignColumns(t, locale)}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/console/campaigns/${id}`}
        empty={t('empty')}
        fields={[{ kind: 'text', name: 'q', label: t('search') }]}
      />
    </Page>
  );
}
