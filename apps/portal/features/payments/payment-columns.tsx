import type { PurchaseRow } from '@rockpool/db/views/payments';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import type { Column } from '../../ui/data-table.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import type { Tone } from '../../ui/tone.ts';
import { formatMoney } from '../billing/money.ts';
import { OwnerCell } from './owner-cell.tsx';
import { isRefundable, RefundDialog, type Refundable } from './refund-dialog.tsx';

/** What a bought pack and a paid invoice of a plan have in common. */
type PaymentRow = Pick<
  PurchaseRow,
  'id' | 'user_id' | 'phone' | 'amount' | 'currency' | 'state' | 'refunded_amount'
>;

const tones: Record<PaymentRow['state'], Tone> = {
  open: 'info',
  paid: 'good',
  expired: 'neutral',
  refunded: 'neutral',
  partly_refunded: 'warning',
  disputed: 'bad',
};

/** The columns that tables of payments share, for each table to put in its order. Money is in the currency's own unit. */
export const paymentColumns = (t: Translator<'consolePayments'>, locale: Locale) =>
  ({
    owner: {
      id: 'owner',
      head: t('owner'),
      cell: (row) => <OwnerCell userId={row.user_id} phone={row.phone} />,
    },
    amount: {
      id: 'amount',
      head: t('amount'),
      sort: 'amount',
      align: 'end',
      cell: ({ amount, currency }) => formatMoney(amount, currency, locale),
    },
    state: {
      id: 'state',
      head: t('state'),
      cell: ({ state }) => (
        <span className="whitespace-nowrap">
          <StatusPill tone={tones[state]}>{t(`purchaseState.${state}`)}</StatusPill>
        </span>
      ),
    },
    refunded: {
      id: 'refunded',
      head: t('refunded'),
      align: 'end',
      cell: ({ refunded_amount: amount, currency }) =>
        amount > 0 ? formatMoney(amount, currency, locale) : <span className="text-ink-2">—</span>,
    },
  }) satisfies Record<string, Column<PaymentRow, 'amount'>>;

/** For who may refund: the button, where money can still go back. */
export const refundColumn = (
  t: Translator<'consolePayments'>,
  kind: Refundable['kind'],
  mayRefund: boolean,
): Column<PaymentRow, never>[] =>
  mayRefund
    ? [
        {
          id: 'refund',
          head: t('actions'),
          cell: (payment) =>
            isRefundable(payment.state) ? (
              <RefundDialog {...payment} kind={kind} refunded={payment.refunded_amount} />
            ) : null,
        },
      ]
    : [];
