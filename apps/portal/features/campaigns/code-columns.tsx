import { showCode } from '@rockpool/db/domain/invitation';
import type { CodeRow, CodeState, codeSorts } from '@rockpool/db/views/console-codes';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import type { Column } from '../../ui/data-table.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import type { Tone } from '../../ui/tone.ts';
import { ConsoleTime } from '../console/console-time.tsx';
import type { CsvColumn } from '../console/csv.ts';
import type { OperateWords } from '../console/operate-dialog.tsx';
import { RevokeCodeDialog } from './revoke-code-dialog.tsx';

const tones: Record<CodeState, Tone> = {
  usable: 'good',
  used_up: 'neutral',
  over: 'neutral',
  revoked: 'neutral',
};

/** Whole codes, and the way to revoke them, are for who may make them. */
export const codeColumns = (
  t: Translator<'consoleCampaigns'>,
  locale: Locale,
  { mayEdit, words }: { mayEdit: boolean; words: OperateWords },
): Column<CodeRow, (typeof codeSorts)[number]>[] => [
  {
    id: 'code',
    head: t('codes.code'),
    cell: ({ code }) => (
      <code className="font-mono whitespace-nowrap">{mayEdit ? showCode(code) : endOf(code)}</code>
    ),
  },
  {
    id: 'campaign',
    head: t('campaign'),
    cell: ({ campaign_id: id, name }) => (
      <TextLink href={`/console/campaigns/${id}`} prefetch={false}>
        {name[locale]}
      </TextLink>
    ),
  },
  {
    id: 'uses',
    head: t('codes.uses'),
    sort: 'uses',
    align: 'end',
    cell: ({ uses, uses_max: max }) => `${uses} / ${max}`,
  },
  { id: 'note', head: t('codes.note'), cell: ({ note }) => note || '—' },
  {
    id: 'created',
    head: t('codes.created'),
    sort: 'created',
    cell: ({ created_at: at }) => <ConsoleTime at={at} />,
  },
  {
    id: 'until',
    head: t('codes.until'),
    sort: 'until',
    cell: ({ expires_at: at }) => <ConsoleTime at={at} />,
  },
  {
    id: 'state',
    head: t('codes.state'),
    cell: ({ id, code, state, campaign_ended: isOver }) => (
      <span className="flex flex-wrap items-center gap-2">
        <StatusPill tone={tones[state]}>{t(`codes.is.${state}`)}</StatusPill>
        {mayEdit && !isOver && state !== 'revoked' && (
          <RevokeCodeDialog t={t} words={words} id={id} code={code} />
        )}
      </span>
    ),
  },
];

const endOf = (code: string) => `…${code.slice(-4)}`;

/** Who may read the table may take it along, so no row of it admits anybody. */
export const codeCsvColumns: CsvColumn<CodeRow>[] = [
  { head: 'campaign', cell: ({ slug }) => slug },
  { head: 'code_ends_with', cell: ({ code }) => code.slice(-4) },
  { head: 'state', cell: ({ state }) => state },
  { head: 'uses', cell: ({ uses }) => uses },
  { head: 'uses_max', cell: (row) => row.uses_max },
  { head: 'note', cell: ({ note }) => note },
  { head: 'created', cell: (row) => row.created_at },
  { head: 'expires', cell: (row) => row.expires_at },
];
