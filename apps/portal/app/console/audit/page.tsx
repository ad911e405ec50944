import { auditTable, type AuditRow } from '@rockpool/db/views/audit';
import { readTable } from '@rockpool/db/views/table';
import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { ActionName } from '@/features/console/audit/action-name.tsx';
import { actorText, subjectName } from '@/features/console/audit/subject-name.ts';
import { auditShape } from '@/features/console/audit/table.ts';
import { VerifyForm } from '@/features/console/audit/verify-card.tsx';
import { ConsoleTable } from '@/features/console/console-table.tsx';
import { ConsoleTime } from '@/features/console/console-time.tsx';
import { requireStaff } from '@/features/console/current-staff.ts';
import { FilterText } from '@/features/console/filter-field.tsx';
import { readTableQuery, sliceOf, type TableParams } from '@/features/console/table-query.ts';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Card, CardHead } from '@/ui/card.tsx';
import { Input } from '@/ui/field.tsx';
import { Page, PageHead } from '@/ui/page.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('consoleAudit');
  return { title: t('title') };
}

export default async function ConsoleAuditPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  await requireStaff('audit.read');
  const query = readTableQuery(auditShape, await searchParams);
  const [t, page] = await Promise.all([
    getTranslator('consoleAudit'),
    readTable(db(), auditTable, query, sliceOf(query)),
  ]);
  const { actor, action, subject, from, to } = query.filters;
  const dayField = (name: 'from' | 'to', value: string | undefined) => (
    <label className="block text-sm font-medium max-sm:flex-1">
      {t(`filter.${name}`)}
      <Input key={value} type="date" name={name} defaultValue={value} className="mt-1 font-normal" />
    </label>
  );
  return (
    <Page>
      <PageHead title={t('title')} hint={t('hint')} />
      <div className="space-y-6">
        <ConsoleTable
          label={t('title')}
          shape={auditShape}
          query={query}
          page={page}
          rowKey={({ id }) => String(id)}
          rowHref={({ id }) => `/console/audit/${id}`}
          empty={t('empty')}
          csv="/console/audit/export.csv"
          columns={[
            { id: 'id', head: t('number'), sort: 'id', cell: (row: AuditRow) => row.id },
            {
              id: 'at',
              head: t('at'),
              cell: (row: AuditRow) => <ConsoleTime at={row.at} />,
            },
            {
              id: 'actor',
              head: t('actor'),
              cell: (row: AuditRow) => actorText(row, t),
            },
            {
              id: 'action',
              head: t('action'),
              cell: (row: AuditRow) => <ActionName action={row.action} />,
            },
            {
              id: 'subject',
              head: t('subject'),
              cell: (row: AuditRow) => (
                <>
                  {subjectName(row.subjectKind, t)}
                  <span className="block font-mono text-xs whitespace-nowrap text-ink-2">
                    {row.subjectId}
                  </span>
                </>
              ),
            },
            { id: 'reason', head: t('reason'), cell: (row: AuditRow) => row.reason },
          ]}
          filters={
            <>
              <FilterText name="actor" label={t('filter.actor')} value={actor} />
              <FilterText name="action" label={t('filter.action')} value={action} placeholder="staff." />
              <FilterText name="subject" label={t('filter.subject')} value={subject} />
              {dayField('from', from)}
              {dayField('to', to)}
            </>
          }
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
