import { readAuditEntry } from '@rockpool/db/views/audit';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { db } from '@/db.ts';
import { actionName } from '@/features/console/action-name.ts';
import { differences } from '@/features/console/audit/difference.ts';
import { actorText, subjectName } from '@/features/console/audit/subject-name.ts';
import { ConsoleTime } from '@/features/console/console-time.tsx';
import { requireStaff } from '@/features/console/current-staff.ts';
import { Facts } from '@/features/console/facts.tsx';
import { getTranslator } from '@/i18n/translator.ts';
import { Card, CardHead } from '@/ui/card.tsx';
import { DataTable } from '@/ui/data-table.tsx';
import { Page, PageHead } from '@/ui/page.tsx';
import { TextLink } from '@/ui/text-link.tsx';

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [t, { id }] = await Promise.all([getTranslator('consoleAudit'), params]);
  return { title: t('entry', { id }) };
}

export default async function ConsoleAuditEntryPage({ params }: Props) {
  await requireStaff('audit.read');
  const { id } = await params;
  const [t, entry] = await Promise.all([
    getTranslator('consoleAudit'),
    /^\d{1,15}$/.test(id) ? readAuditEntry(db(), Number(id)) : null,
  ]);
  if (!entry) notFound();
  const rows = differences(entry.before, entry.after);
  return (
    <Page width="normal">
      <p className="mb-2 text-sm">
        <TextLink href="/console/audit">{t('back')}</TextLink>
      </p>
      <PageHead
        title={t('entry', { id: entry.id })}
        hint={
          <>
            {await actionName(entry.action)} <code className="font-mono text-sm">{entry.action}</code>
          </>
        }
      />
      <div className="space-y-4">
        <Card>
          <Facts
            facts={[
              { label: t('at'), value: <ConsoleTime at={entry.at} shape="fullSeconds" /> },
              {
                label: t('actor'),
                value: actorText(entry, t),
              },
              entry.address !== '' && {
                label: t('address'),
                value: <span className="font-mono">{entry.address}</span>,
              },
              {
                label: t('subject'),
                value: (
                  <>
                    {subjectName(entry.subjectKind, t)}{' '}
                    <span className="font-mono text-xs break-all">{entry.subjectId}</span>
                  </>
                ),
              },
              entry.reason !== '' && { label: t('reason'), value: entry.reason },
              {
                label: t('hash'),
                value: <span className="font-mono text-xs break-all">{entry.hash}</span>,
              },
            ]}
          />
        </Card>
        <section>
          <CardHead title={t('changes')} />
          {rows.length === 0 ? (
            <p className="text-ink-2">{t('noChanges')}</p>
          ) : (
            <DataTable
              label={t('changes')}
              rows={rows}
              rowKey={({ path }) => path}
              columns={[
                {
                  id: 'field',
                  head: t('field'),
                  cell: ({ path }) => <code className="font-mono">{path || t('value')}</code>,
                },
                {
                  id: 'before',
                  head: t('before'),
                  cell: ({ before }) => <span className="break-all text-red">{before ?? '—'}</span>,
                },
                {
                  id: 'after',
                  head: t('after'),
                  cell: ({ after }) => <span className="break-all text-green">{after ?? '—'}</span>,
                },
              ]}
            />
          )}
        </section>
      </div>
    </Page>
  );
}
