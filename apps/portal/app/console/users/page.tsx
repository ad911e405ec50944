import { phases } from '@rockpool/db/domain/instance';
import { tiers } from '@rockpool/db/domain/plan';
import { usersTable } from '@rockpool/db/views/console-users';
import { readTable } from '@rockpool/db/views/table';
import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { tierName } from '@/features/benefit/refusal-text.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { requireStaff } from '@/features/console/current-staff.ts';
import { FilterSelect, FilterText } from '@/features/console/filter-field.tsx';
import { readTableQuery, sliceOf, type TableParams } from '@/features/console/table-query.ts';
import { userColumns } from '@/features/users/columns.tsx';
import { usersShape } from '@/features/users/table.ts';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleUsers');
  return { title: t('title') };
}

export default async function UsersPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  await requireStaff('users.read');
  const query = readTableQuery(usersShape, await searchParams);
  const [t, phase, locale, page] = await Promise.all([
    getTranslator('consoleUsers'),
    getTranslator('consolePhase'),
    getLocale(),
    readTable(db(), usersTable, query, sliceOf(query)),
  ]);
  const { q, plan, computer, phase: inPhase } = query.filters;
  return (
    <Page>
      <PageHead title={t('title')} />
      <ConsoleTable
        label={t('title')}
        shape={usersShape}
        query={query}
        page={page}
        columns={userColumns(t, locale)}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/console/users/${id}`}
        empty={t('empty')}
        csv="/console/users/export.csv"
        filters={
          <>
            <FilterText name="q" label={t('search')} value={q} placeholder={t('searchHint')} />
            <FilterSelect
              name="plan"
              label={t('plan')}
              value={plan}
              options={[
                ...tiers.map((value) => ({ value, text: tierName(value) })),
                { value: 'none' as const, text: t('noPlan') },
              ]}
            />
            <FilterSelect
              name="computer"
              label={t('computer')}
              value={computer}
              options={[
                { value: 'yes', text: t('hasComputer') },
                { value: 'no', text: t('hasNone') },
              ]}
            />
            <FilterSelect
              name="phase"
              label={t('phase')}
              value={inPhase}
              options={phases.map((value) => ({ value, text: phase(`name.${value}`) }))}
            />
          </>
        }
      />
    </Page>
  );
}
