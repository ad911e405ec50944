import type { PurchaseRow, purchaseSorts } from '@rockpool/db/views/payments';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import type { Column } from '../../ui/data-table.tsx';
import { formatMoney } from '../billing/money.ts';
import { StatusPill } from '../../ui/status-pill.tsx';
import type { Tone } from '../../ui/tone.ts';
import { ConsoleTime } from '../console/console-time.tsx';
import type { CsvColumn } from '../console/csv.ts';
import { OwnerCell } from './owner-cell.tsx';
import { isRefundable, RefundDialog } from './refund-dialog.tsx';

const tones: Record<PurchaseRow['state'], Tone> = {
  open: 'info',
  paid: 'good',
  expired: 'neutral',
  refunded: 'neutral',
  partly_refunded: 'warning',
  disputed: 'bad',
};

export const purchaseColumns = (
  t: Translator<'consolePayments'>,
  locale: Locale,
  mayRefund: boolean,
): Column<PurchaseRow, (typeof purchaseSorts)[number]>[] => [
  {
    id: 'created',
    head: t('created'),
    sort: 'created',
    cell: (purchase) => <ConsoleTime at={purchase.created_at} />,
  },
  { id: 'owner', head: t('owner'), cell: (row) => <OwnerCell userId={row.user_id} phone={row.phone} /> },
  { id: 'points', head: t('points'), sort: 'points', align: 'end', cell: ({ points }) => points },
  {
    id: 'amount',
    head: t('amount'),
    sort: 'amount',
    align: 'end',
    cell: ({ amount, currency }) => formatMoney(amount, currency, locale),
  },
  {
    id: 'state',
    head: t('state'),
    cell: (purchase) => (
      <span className="whitespace-nowrap">
        <StatusPill tone={tones[purchase.state]}>{t(`purchaseState.${purchase.state}`)}</StatusPill>
      </span>
    ),
  },
  {
    id: 'refunded',
    head: t('refunded'),
    align: 'end',
    cell: ({ refunded_amount: amount, currency }) =>
      amount > 0 ? formatMoney(amount, currency, locale) : '—',
  },
  { id: 'paid', head: t('paidAt'), cell: (purchase) => <ConsoleTime at={purchase.paid_at} /> },
  {
    id: 'payment',
    head: t('payment'),
    cell: (purchase) => (
      <code className="text-xs whitespace-nowrap">{purchase.payment_intent_id ?? '—'}</code>
    ),
  },
  ...(mayRefund
    ? [
        {
          id: 'refund',
          head: t('actions'),
          cell: (purchase: PurchaseRow) =>
            isRefundable(purchase.state) ? (
              <RefundDialog {...purchase} kind="purchase" refunded={purchase.refunded_amount} />
            ) : null,
        },
      ]
    : []),
];

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
