import { phaseReasons, phases } from '@rockpool/db/domain/instance';
import { readHosts } from '@rockpool/db/views/hosts';
import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { openTable } from '@/features/console/table.ts';
import type { TableParams } from '@/features/console/table-query.ts';
import { instanceColumns } from '@/features/instances/columns.tsx';
import { listedInstances } from '@/features/instances/table.ts';
import { getTranslator } from '@/i18n/translator.ts';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleInstances');
  return { title: t('title') };
}

export default async function InstancesPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { table } = await openTable(listedInstances, searchParams);
  const [t, phase, hosts] = await Promise.all([
    getTranslator('consoleInstances'),
    getTranslator('consolePhase'),
    readHosts(db()),
  ]);
  return (
    <Page>
      <PageHead title={t('title')} hint={t('hint')} />
      <ConsoleTable
        {...table}
        label={t('title')}
        columns={instanceColumns(t)}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/console/instances/${id}`}
        empty={t('empty')}
        fields={[
          { kind: 'text', name: 'q', label: t('search'), placeholder: t('searchHint') },
          {
            kind: 'choice',
            name: 'phase',
            label: t('phase'),
            options: phases.map((value) => ({ value, text: phase(`name.${value}`) })),
          },
          {
            kind: 'choice',
            name: 'reason',
            label: t('why'),
            options: phaseReasons.map((value) => ({ value, text: phase(`reason.${value}`) })),
          },
          {
            kind: 'choice',
            name: 'host',
            label: t('host'),
            options: hosts.map(({ name }) => ({ value: name, text: name })),
          },
        ]}
      />
    </Page>
  );
}
