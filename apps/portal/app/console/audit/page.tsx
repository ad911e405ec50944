import type { Metadata } from 'next';
import { auditColumns } from '@/features/console/audit/columns.tsx';
import { listedAudit } from '@/features/console/audit/table.ts';
import { VerifyForm } from '@/features/console/audit/verify-card.tsx';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { openTable } from '@/features/console/table.ts';
import type { TableParams } from '@/features/console/table-query.ts';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Card, CardHead } from '@/ui/card.tsx';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleAudit');
  return { title: t('title') };
}

export default async function ConsoleAuditPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const { table } = await openTable(listedAudit, searchParams);
  const t = await getTranslator('consoleAudit');
  return (
    <Page>
      <PageHead title={t('title')} hint={t('hint')} />
      <div className="space-y-6">
        <ConsoleTable
          {...table}
          label={t('title')}
          columns={auditColumns(t)}
          rowKey={({ id }) => String(id)}
          rowHref={({ id }) => `/console/audit/${id}`}
          empty={t('empty')}
          fields={[
            { kind: 'text', name: 'actor', label: t('filter.actor') },
            { kind: 'text', name: 'action', label: t('filter.action'), placeholder: 'staff.' },
            { kind: 'text', name: 'subject', label: t('filter.subject') },
            { kind: 'day', name: 'from', label: t('filter.from') },
            { kind: 'day', name: 'to', label: t('filter.to') },
          ]}
        />
        <Card>
          <CardHead title={t('verify.title')} hint={t('verify.hint')} />
          <ClientTexts only={['consoleAudit']}>
            <VerifyForm />
          </ClientTexts>
        </Card>
      </div>
    </Page>
  );
}
