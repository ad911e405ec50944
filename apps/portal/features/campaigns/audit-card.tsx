import { auditTable } from '@rockpool/db/views/audit';
import { readTable } from '@rockpool/db/views/table';
import { ScrollText } from 'lucide-react';
import { db } from '../../db.ts';
import { getTranslator } from '../../i18n/translator.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { actionName } from '../console/action-name.ts';
import { ConsoleTime } from '../console/console-time.tsx';

const shownRows = 20;

/** What was done with the campaign, newest first. */
export async function AuditCard({ campaignId }: { campaignId: string }) {
  const wish = { sort: 'id', descending: true, filters: { subject: campaignId } } as const;
  const [t, page] = await Promise.all([
    getTranslator('consoleCampaigns'),
    readTable(db(), auditTable, wish, { limit: shownRows, offset: 0 }),
  ]);
  return (
    <Card>
      <CardHead
        title={t('audit.title')}
        action={
          page.total > shownRows && (
            <TextLink href={`/console/audit?subject=${campaignId}`} prefetch={false} className="text-sm">
              {t('audit.all', { count: page.total })}
            </TextLink>
          )
        }
      />
      {page.rows.length === 0 ? (
        <EmptyState icon={ScrollText}>{t('audit.empty')}</EmptyState>
      ) : (
        <DataTable
          label={t('audit.title')}
          rows={page.rows}
          rowKey={({ id }) => String(id)}
          rowHref={({ id }) => `/console/audit/${id}`}
          columns={[
            { id: 'action', head: t('audit.action'), cell: ({ action }) => actionName(action) },
            { id: 'actor', head: t('audit.actor'), cell: ({ actorName }) => actorName },
            { id: 'at', head: t('audit.at'), cell: ({ at }) => <ConsoleTime at={at} /> },
            { id: 'reason', head: t('audit.reason'), cell: ({ reason }) => reason || '—' },
          ]}
        />
      )}
    </Card>
  );
}
