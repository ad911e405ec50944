import type { WaitingRow, waitingSorts } from '@rockpool/db/views/console-waiting';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import type { Column } from '../../ui/data-table.tsx';
import { ConsoleTime } from '../console/console-time.tsx';
import type { CsvColumn } from '../console/csv.ts';

export const waitingColumns = (
  t: Translator<'consoleCampaigns'>,
  locale: Locale,
): Column<WaitingRow, (typeof waitingSorts)[number]>[] => [
  {
    id: 'phone',
    head: t('line.phone'),
    sort: 'phone',
    cell: ({ phone }) => <span className="tabular">{phone}</span>,
  },
  { id: 'campaign', head: t('campaign'), cell: ({ name }) => name[locale] },
  {
    id: 'joined',
    head: t('line.joined'),
    sort: 'joined',
    cell: ({ joined_at: at }) => <ConsoleTime at={at} />,
  },
  {
    id: 'until',
    head: t('line.until'),
    sort: 'offer',
    cell: ({ offer_expires_at: at }) => <ConsoleTime at={at} />,
  },
];

export const waitingCsvColumns: CsvColumn<WaitingRow>[] = [
  { head: 'campaign', cell: ({ slug }) => slug },
  { head: 'phone', cell: ({ phone }) => phone },
  { head: 'user_id', cell: (row) => row.user_id },
  { head: 'joined', cell: (row) => row.joined_at },
  { head: 'place_kept_until', cell: (row) => row.offer_expires_at },
];
