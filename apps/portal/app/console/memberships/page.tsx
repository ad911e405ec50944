import { tiers } from '@rockpool/db/domain/plan';
import { may } from '@rockpool/db/domain/roles';
import type { Metadata } from 'next';
import { tierName } from '@/features/benefit/refusal-text.ts';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { openTable } from '@/features/console/table.ts';
import type { TableParams } from '@/features/console/table-query.ts';
import { membershipColumns } from '@/features/memberships/columns.tsx';
import { ImportCard } from '@/features/memberships/import-card.tsx';
import { SourcesCard } from '@/features/memberships/sources-card.tsx';
import { listedMemberships } from '@/features/memberships/table.ts';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleMemberships');
  return { title: t('title') };
}

export default async function MembershipsPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { staff, table } = await openTable(listedMemberships, searchParams);
  const t = await getTranslator('consoleMemberships');
  return (
    <Page>
      <PageHead title={t('title')} />
      <div className="mb-8 grid items-start gap-4 lg:grid-cols-2">
        <SourcesCard />
        {may(staff.role, 'memberships.import') && (
          <ClientTexts only={['consoleMemberships']}>
            <ImportCard />
          </ClientTexts>
        )}
      </div>
      <h2 className="mb-3 text-base font-semibold">{t('table')}</h2>
      <ConsoleTable
        {...table}
        label={t('table')}
        columns={membershipColumns(t)}
        rowKey={({ phone }) => phone}
        empty={t('empty')}
        fields={[
          { kind: 'text', name: 'q', label: t('search'), placeholder: t('searchHint') },
          {
            kind: 'choice',
            name: 'tier',
            label: t('plan'),
            options: tiers.map((value) => ({ value, text: tierName(value) })),
          },
          {
            kind: 'choice',
            name: 'valid',
            label: t('validity'),
            options: [
              { value: 'yes', text: t('valid') },
              { value: 'no', text: t('expired') },
            ],
          },
          {
            kind: 'choice',
            name: 'user',
            label: t('user'),
            options: [
              { value: 'consented', text: t('consented') },
              { value: 'silent', text: t('notConsented') },
              { value: 'none', text: t('notSignedUp') },
            ],
          },
        ]}
      />
    </Page>
  );
}
