import { may } from '@rockpool/db/domain/roles';
import { campaignsTable } from '@rockpool/db/views/console-campaigns';
import { readTable } from '@rockpool/db/views/table';
import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { campaignColumns } from '@/features/campaigns/columns.tsx';
import { campaignsShape } from '@/features/campaigns/table.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { requireStaff } from '@/features/console/current-staff.ts';
import { FilterText } from '@/features/console/filter-field.tsx';
import { readTableQuery, sliceOf, type TableParams } from '@/features/console/table-query.ts';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { ButtonLink } from '@/ui/button.tsx';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleCampaigns');
  return { title: t('title') };
}

export default async function CampaignsPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const staff = await requireStaff('campaigns.read');
  const query = readTableQuery(campaignsShape, await searchParams);
  const [t, locale, page] = await Promise.all([
    getTranslator('consoleCampaigns'),
    getLocale(),
    readTable(db(), campaignsTable, query, sliceOf(query)),
  ]);
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
        label={t('title')}
        shape={campaignsShape}
        query={query}
        page={page}
        columns={campaignColumns(t, locale)}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/console/campaigns/${id}`}
        empty={t('empty')}
        csv="/console/campaigns/export.csv"
        filters={<FilterText name="q" label={t('search')} value={query.filters.q} />}
      />
    </Page>
  );
}
