import type { MembershipRow, membershipSorts } from '@rockpool/db/views/console-memberships';
import type { Translator } from '../../i18n/translator-for.ts';
import type { Column } from '../../ui/data-table.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { tierName } from '../benefit/refusal-text.ts';
import { ConsoleTime } from '../console/console-time.tsx';
import type { CsvColumn } from '../console/csv.ts';

export const membershipColumns = (
  t: Translator<'consoleMemberships'>,
): Column<MembershipRow, (typeof membershipSorts)[number]>[] => [
  {
    id: 'phone',
    head: t('phone'),
    sort: 'phone',
    cell: (row) => <span className="whitespace-nowrap tabular">{row.phone}</span>,
  },
  { id: 'plan', head: t('plan'), cell: ({ tier }) => tierName(tier) },
  {
    id: 'valid',
    head: t('validUntil'),
    sort: 'valid',
    cell: ({ valid, valid_until: at }) => (
      <span className="flex flex-wrap items-center gap-2">
        {at ? <ConsoleTime at={at} /> : t('noEnd')}
        {!valid && <StatusPill tone="neutral">{t('expired')}</StatusPill>}
      </span>
    ),
  },
  {
    id: 'user',
    head: t('user'),
    cell: ({ user_id: id, consent_at: at }) =>
      id ? (
        <>
          <TextLink href={`/console/users/${id}`} prefetch={false}>
            {t('openUser')}
          </TextLink>
          <span className="block text-ink-2">{at ? t('consented') : t('notConsented')}</span>
        </>
      ) : (
        <span className="text-ink-2">{t('notSignedUp')}</span>
      ),
  },
  {
    id: 'checked',
    head: t('importedAt'),
    sort: 'checked',
    cell: ({ checked_at: at }) => <ConsoleTime at={at} />,
  },
];

/** The first three are what an import reads. */
export const membershipCsvColumns: CsvColumn<MembershipRow>[] = [
  { head: 'phone', cell: ({ phone }) => phone },
  { head: 'tier', cell: ({ tier }) => tier },
  { head: 'valid_until', cell: (row) => row.valid_until },
  { head: 'imported', cell: (row) => row.checked_at },
  { head: 'user_id', cell: (row) => row.user_id },
  { head: 'consent', cell: (row) => row.consent_at },
];
