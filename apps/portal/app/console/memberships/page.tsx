import { tiers } from '@rockpool/db/domain/plan';
import { may } from '@rockpool/db/domain/roles';
import { membershipsTable } from '@rockpool/db/views/console-memberships';
import { readTable } from '@rockpool/db/views/table';
import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { tierName } from '@/features/benefit/refusal-text.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { requireStaff } from '@/features/console/current-staff.ts';
import { FilterSelect, FilterText } from '@/features/console/filter-field.tsx';
import { readTableQuery, sliceOf, type TableParams } from '@/features/console/table-query.ts';
import { membershipColumns } from '@/features/memberships/columns.tsx';
import { ImportCard } from '@/features/memberships/import-card.tsx';
import { SourcesCard } from '@/features/memberships/sources-card.tsx';
import { membershipsShape } from '@/features/memberships/table.ts';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleMemberships');
  return { title: t('title') };
}

export default async function MembershipsPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { role } = await requireStaff('memberships.read');
  const query = readTableQuery(membershipsShape, await searchParams);
  const [t, page] = await Promise.all([
    getTranslator('consoleMemberships'),
    readTable(db(), membershipsTable, query, sliceOf(query)),
  ]);
  const { q, tier, valid, user } = query.filters;
  return (
    <Page>
      <PageHead title={t('title')} />
      <div className="mb-8 grid items-start gap-4 lg:grid-cols-2">
        <SourcesCard />
        {may(role, 'memberships.import') && (
          <ClientTexts only={['consoleMemberships']}>
            <ImportCard />
          </ClientTexts>
        )}
      </div>
      <h2 className="mb-3 text-base font-semibold">{t('table')}</h2>
      <ConsoleTable
        label={t('table')}
        shape={membershipsShape}
        query={query}
        page={page}
        columns={membershipColumns(t)}
        rowKey={({ phone }) => phone}
        empty={t('empty')}
        csv="/console/memberships/export.csv"
        filters={
          <>
            <FilterText name="q" label={t('search')} value={q} placeholder={t('searchHint')} />
            <FilterSelect
              name="tier"
              label={t('plan')}
              value={tier}
              options={tiers.map((value) => ({ value, text: tierName(value) }))}
            />
            <FilterSelect
              name="valid"
              label={t('validity')}
              value={valid}
              options={[
                { value: 'yes', text: t('valid') },
                { value: 'no', text: t('expired') },
              ]}
            />
            <FilterSelect
              name="user"
              label={t('user')}
              value={user}
              options={[
                { value: 'consented', text: t('consented') },
                { value: 'silent', text: t('notConsented') },
                { value: 'none', text: t('notSignedUp') },
              ]}
            />
          </>
        }
      />
    </Page>
  );
}
