import type { CampaignRecord } from '@rockpool/db/operations/campaign-record';
import { readLineOf } from '@rockpool/db/views/console-campaigns';
import { Users } from 'lucide-react';
import { db } from '../../db.ts';
import { getTranslator } from '../../i18n/translator.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { ConsoleTime } from '../console/console-time.tsx';
import { OperateDialog } from '../console/operate-dialog.tsx';
import { operateWords } from '../console/operate-words.ts';
import { offerNow } from './code-actions.ts';

const shownRows = 50;

/** Who waits for stock, and the places that are kept for them. */
export async function LineCard(props: { campaign: CampaignRecord; waiting: number; mayEdit: boolean }) {
  const { campaign, waiting, mayEdit } = props;
  const [t, words, line] = await Promise.all([
    getTranslator('consoleCampaigns'),
    operateWords(),
    readLineOf(db(), { id: campaign.id, limit: shownRows }),
  ]);
  return (
    <Card>
      <CardHead
        title={t('line.title')}
        hint={campaign.policy.waitingList ? t('line.sum', { waiting, held: campaign.held }) : t('line.off')}
      />
      {mayEdit && waiting > 0 && (
        <div className="mb-4">
          <OperateDialog
            words={words}
            asksReason={false}
            trigger={t('line.offerNow')}
            title={t('line.offerNow')}
            description={t('line.offerText')}
            confirm={t('line.offerNow')}
            hidden={{ campaign: campaign.id }}
            action={offerNow}
          />
        </div>
      )}
      {line.length === 0 ? (
        <EmptyState icon={Users}>{t('line.empty')}</EmptyState>
      ) : (
        <DataTable
          label={t('line.title')}
          rows={line}
          rowKey={({ userId }) => userId}
          rowHref={({ userId }) => `/console/users/${userId}`}
          columns={[
            {
              id: 'phone',
              head: t('line.phone'),
              cell: ({ phone }) => <span className="tabular">{phone}</span>,
            },
            { id: 'joined', head: t('line.joined'), cell: ({ joinedAt }) => <ConsoleTime at={joinedAt} /> },
            {
              id: 'until',
              head: t('line.until'),
              cell: ({ offerExpiresAt }) => <ConsoleTime at={offerExpiresAt} />,
            },
          ]}
        />
      )}
      {line.length > 0 && (
        <p className="mt-2 text-sm">
          <TextLink href={`/console/campaigns/waiting-list?campaign=${campaign.slug}`} prefetch={false}>
            {t('line.all', { count: waiting })}
          </TextLink>
        </p>
      )}
    </Card>
  );
}
