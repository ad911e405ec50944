import { phases } from '@rockpool/db/domain/instance';
import { tiers } from '@rockpool/db/domain/plan';
import type { Metadata } from 'next';
import { tierName } from '@/features/benefit/refusal-text.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { openTable } from '@/features/console/table.ts';
import type { TableParams } from '@/features/console/table-query.ts';
import { userColumns } from '@/features/users/columns.tsx';
import { listedUsers } from '@/features/users/table.ts';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleUsers');
  return { title: t('title') };
}

export default async function UsersPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { table } = await openTable(listedUsers, searchParams);
  const [t, phase, locale] = await Promise.all([
    getTranslator('consoleUsers'),
    getTranslator('consolePhase'),
    getLocale(),
  ]);
  return (
    <Page>
      <PageHead title={t('title')} />
      <ConsoleTable
        {...table}
        label={t('title')}
        columns={userColumns(t, locale)}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/console/users/${id}`}
        empty={t('empty')}
        fields={[
          { kind: 'text', name: 'q', label: t('search'), placeholder: t('searchHint') },
          {
            kind: 'choice',
            name: 'plan',
            label: t('plan'),
            options: [
              ...tiers.map((value) => ({ value, text: tierName(value) })),
              { value: 'none', text: t('noPlan') },
            ],
          },
          {
            kind: 'choice',
            name: 'computer',
            label: t('computer'),
            options: [
              { value: 'yes', text: t('hasComputer') },
              { value: 'no', text: t('hasNone') },
            ],
          },
          {
            kind: 'choice',
            name: 'phase',
            label: t('phase'),
            options: phases.map((value) => ({ value, text: phase(`name.${value}`) })),
          },
        ]}
      />
    </Page>
  );
}
