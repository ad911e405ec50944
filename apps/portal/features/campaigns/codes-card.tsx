import { showCode } from '@rockpool/db/domain/invitation';
import { codesMax, readInvitations } from '@rockpool/db/operations/invitations';
import { readCodeFigures } from '@rockpool/db/views/console-campaigns';
import { Download, Ticket } from 'lucide-react';
import { db } from '../../db.ts';
import { getTranslator } from '../../i18n/translator.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { InputField } from '../../ui/field.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { ConsoleTime } from '../console/console-time.tsx';
import { OperateDialog } from '../console/operate-dialog.tsx';
import { operateWords } from '../console/operate-words.ts';
import { makeCodes } from './code-actions.ts';
import { RevokeCodeDialog } from './revoke-code-dialog.tsx';

const shownRows = 50;

/** Invitation codes: how many, what they admitted, the newest of them. */
export async function CodesCard(props: {
  campaignId: string;
  slug: string;
  mayEdit: boolean;
  needed: boolean;
}) {
  const { campaignId, slug, mayEdit, needed } = props;
  const [t, words, figures, codes] = await Promise.all([
    getTranslator('consoleCampaigns'),
    operateWords(),
    readCodeFigures(db(), campaignId),
    readInvitations(db(), { campaignId, limit: shownRows }),
  ]);
  const number = (name: 'count' | 'usesMax', max: number) => (
    <InputField
      id={`code-${name}`}
      label={t(`codes.${name}`)}
      name={name}
      type="number"
      min={1}
      max={max}
      defaultValue={name === 'count' ? 100 : 1}
      required
    />
  );
  return (
    <Card>
      <CardHead
        title={t('codes.title')}
        hint={needed ? t('codes.sum', figures) : t('codes.notNeeded')}
        action={
          mayEdit &&
          figures.codes > 0 && (
            <a
              href={`/console/campaigns/${campaignId}/codes.csv`}
              download
              className="inline-flex min-h-9 items-center gap-2 rounded-card px-3 text-sm font-medium hover:bg-sunken"
            >
              <Download aria-hidden className="size-4" />
              {t('codes.csv')}
            </a>
          )
        }
      />
      {mayEdit && (
        <div className="mb-4">
          <OperateDialog
            words={words}
            asksReason={false}
            trigger={t('codes.make')}
            title={t('codes.make')}
            description={t('codes.makeText', { max: codesMax })}
            confirm={t('codes.make')}
            hidden={{ campaign: campaignId }}
            action={makeCodes}
          >
            <div className="grid gap-3 sm:grid-cols-2">
              {number('count', codesMax)}
              {number('usesMax', 1_000_000)}
            </div>
            <InputField
              id="code-own"
              label={t('codes.own')}
              hint={t('codes.ownHint')}
              name="code"
              maxLength={60}
              autoComplete="off"
            />
            <InputField
              id="code-lastDay"
              label={t('codes.lastDay')}
              hint={t('codes.lastDayHint')}
              name="lastDay"
              type="date"
            />
            <InputField
              id="code-note"
              label={t('codes.note')}
              hint={t('codes.noteHint')}
              name="note"
              maxLength={200}
            />
          </OperateDialog>
        </div>
      )}
      {codes.length === 0 ? (
        <EmptyState icon={Ticket}>{t('codes.empty')}</EmptyState>
      ) : (
        <DataTable
          label={t('codes.title')}
          rows={codes}
          rowKey={({ id }) => id}
          columns={[
            {
              id: 'code',
              head: t('codes.code'),
              cell: ({ code, revokedAt }) => (
                <code className={revokedAt ? 'font-mono text-ink-2 line-through' : 'font-mono'}>
                  {mayEdit ? showCode(code) : `…${code.slice(-4)}`}
                </code>
              ),
            },
            {
              id: 'uses',
              head: t('codes.uses'),
              align: 'end',
              cell: ({ uses, usesMax }) => `${uses} / ${usesMax}`,
            },
            { id: 'note', head: t('codes.note'), cell: ({ note }) => note || '—' },
            { id: 'until', head: t('codes.until'), cell: ({ expiresAt }) => <ConsoleTime at={expiresAt} /> },
            {
              id: 'revoke',
              head: t('codes.state'),
              cell: ({ id, code, revokedAt }) =>
                revokedAt ? (
                  t('codes.isRevoked')
                ) : mayEdit ? (
                  <RevokeCodeDialog t={t} words={words} id={id} code={code} />
                ) : (
                  '—'
                ),
            },
          ]}
        />
      )}
      {codes.length > 0 && (
        <p className="mt-2 text-sm">
          <TextLink href={`/console/campaigns/codes?campaign=${slug}`} prefetch={false}>
            {t('codes.all', { count: figures.codes })}
          </TextLink>
        </p>
      )}
    </Card>
  );
}
