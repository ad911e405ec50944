import { phaseReasons, phases } from '@rockpool/db/domain/instance';
import { instancesTable } from '@rockpool/db/views/console-instances';
import { readTable } from '@rockpool/db/views/table';
import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { requireStaff } from '@/features/console/current-staff.ts';
import { FilterSelect, FilterText } from '@/features/console/filter-field.tsx';
import { readTableQuery, sliceOf, type TableParams } from '@/features/console/table-query.ts';
import { instanceColumns } from '@/features/instances/columns.tsx';
import { instancesShape } from '@/features/instances/table.ts';
import { getTranslator } from '@/i18n/translator.ts';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleInstances');
  return { title: t('title') };
}

export default async function InstancesPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  await requireStaff('instances.read');
  const query = readTableQuery(instancesShape, await searchParams);
  const [t, phase, page] = await Promise.all([
    getTranslator('consoleInstances'),
    getTranslator('consolePhase'),
    readTable(db(), instancesTable, query, sliceOf(query)),
  ]);
  const { q, phase: inPhase, reason } = query.filters;
  return (
    <Page>
      <PageHead title={t('title')} hint={t('hint')} />
      <ConsoleTable
        label={t('title')}
        shape={instancesShape}
        query={query}
        page={page}
        columns={instanceColumns(t)}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/console/instances/${id}`}
        empty={t('empty')}
        csv="/console/instances/export.csv"
        filters={
          <>
            <FilterText name="q" label={t('search')} value={q} placeholder={t('searchHint')} />
            <FilterSelect
              name="phase"
              label={t('phase')}
              value={inPhase}
              options={phases.map((value) => ({ value, text: phase(`name.${value}`) }))}
            />
            <FilterSelect
              name="reason"
              label={t('why')}
              value={reason}
              options={phaseReasons.map((value) => ({ value, text: phase(`reason.${value}`) }))}
            />
          </>
        }
      />
    </Page>
  );
}
