import type { PaymentEventRow, paymentEventSorts } from '@rockpool/db/views/payments';
import type { Translator } from '../../i18n/translator-for.ts';
import type { Column } from '../../ui/data-table.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import { ConsoleTime } from '../console/console-time.tsx';
import type { CsvColumn } from '../console/csv.ts';
import { OwnerCell } from './owner-cell.tsx';

export const eventColumns = (
  t: Translator<'consolePayments'>,
): Column<PaymentEventRow, (typeof paymentEventSorts)[number]>[] => [
  {
    id: 'received',
    head: t('receivedAt'),
    sort: 'received',
    cell: (event) => <ConsoleTime at={event.received_at} shape="dateTime" />,
  },
  { id: 'type', head: t('type'), cell: ({ type }) => <code className="text-xs">{type}</code> },
  { id: 'owner', head: t('owner'), cell: (row) => <OwnerCell userId={row.user_id} phone={row.phone} /> },
  {
    id: 'processed',
    head: t('processed'),
    cell: ({ processed_at: at }) => (
      <span className="whitespace-nowrap">
        {at ? <ConsoleTime at={at} /> : <StatusPill tone="warning">{t('notProcessed')}</StatusPill>}
      </span>
    ),
  },
  { id: 'id', head: t('id'), cell: ({ id }) => <code className="text-xs whitespace-nowrap">{id}</code> },
];

export const eventCsvColumns: CsvColumn<PaymentEventRow>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'type', cell: ({ type }) => type },
  { head: 'customer', cell: (event) => event.customer_id },
  { head: 'phone', cell: ({ phone }) => phone },
  { head: 'received', cell: (event) => event.received_at },
  { head: 'processed', cell: (event) => event.processed_at },
];
