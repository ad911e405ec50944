import type { PurchaseRow, purchaseSorts } from '@rockpool/db/views/payments';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import type { Column } from '../../ui/data-table.tsx';
import { ConsoleTime } from '../console/console-time.tsx';
import type { CsvColumn } from '../console/csv.ts';
import { paymentColumns, refundColumn } from './payment-columns.tsx';

export const purchaseColumns = (
  t: Translator<'consolePayments'>,
  locale: Locale,
  mayRefund: boolean,
): Column<PurchaseRow, (typeof purchaseSorts)[number]>[] => {
  const columns = paymentColumns(t, locale);
  return [
    {
      id: 'created',
      head: t('created'),
      sort: 'created',
      cell: (purchase) => <ConsoleTime at={purchase.created_at} />,
    },
    columns.owner,
    { id: 'points', head: t('points'), sort: 'points', align: 'end', cell: ({ points }) => points },
    columns.amount,
    columns.state,
    columns.refunded,
    { id: 'paid', head: t('paidAt'), cell: (purchase) => <ConsoleTime at={purchase.paid_at} /> },
    ...refundColumn(t, 'purchase', mayRefund),
    {
      id: 'payment',
      head: t('payment'),
      cell: ({ payment_intent_id: id }) =>
        id ? <code className="text-xs whitespace-nowrap">{id}</code> : <span className="text-ink-2">—</span>,
    },
  ];
};

export const purchaseCsvColumns: CsvColumn<PurchaseRow>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'created', cell: (purchase) => purchase.created_at },
  { head: 'phone', cell: ({ phone }) => phone },
  { head: 'pack', cell: (purchase) => purchase.lookup_key },
  { head: 'points', cell: ({ points }) => points },
  { head: 'amount_smallest_unit', cell: ({ amount }) => amount },
  { head: 'currency', cell: ({ currency }) => currency },
  { head: 'state', cell: ({ state }) => state },
  { head: 'refunded_smallest_unit', cell: (purchase) => purchase.refunded_amount },
  { head: 'paid', cell: (purchase) => purchase.paid_at },
  { head: 'payment_intent', cell: (purchase) => purchase.payment_intent_id },
];
