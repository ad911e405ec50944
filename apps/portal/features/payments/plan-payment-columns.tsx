import {
  planPaymentReasons,
  type PlanPaymentRow,
  type planPaymentSorts,
} from '@rockpool/db/views/plan-payments';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import type { Column } from '../../ui/data-table.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import type { Tone } from '../../ui/tone.ts';
import { formatMoney } from '../billing/money.ts';
import { ConsoleTime } from '../console/console-time.tsx';
import type { CsvColumn } from '../console/csv.ts';
import { OwnerCell } from './owner-cell.tsx';
import { isRefundable, RefundDialog } from './refund-dialog.tsx';

const tones: Record<PlanPaymentRow['state'], Tone> = {
  paid: 'good',
  refunded: 'neutral',
  partly_refunded: 'warning',
  disputed: 'bad',
};

/** The provider's word in ours, or as it is. */
export function planReasonName(t: Translator<'consolePayments'>, reason: string): string {
  const known = planPaymentReasons.find((each) => each === reason);
  return known ? t(`planReason.${known}`) : reason;
}

export const planPaymentColumns = (
  t: Translator<'consolePayments'>,
  locale: Locale,
  mayRefund: boolean,
): Column<PlanPaymentRow, (typeof planPaymentSorts)[number]>[] => [
  { id: 'paid', head: t('paidAt'), sort: 'paid', cell: (payment) => <ConsoleTime at={payment.paid_at} /> },
  { id: 'owner', head: t('owner'), cell: (row) => <OwnerCell userId={row.user_id} phone={row.phone} /> },
  { id: 'reason', head: t('reason'), cell: ({ reason }) => planReasonName(t, reason) },
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
    cell: ({ state }) => (
      <span className="whitespace-nowrap">
        <StatusPill tone={tones[state]}>{t(`purchaseState.${state}`)}</StatusPill>
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
  { id: 'until', head: t('paidUntil'), cell: (payment) => <ConsoleTime at={payment.period_end} /> },
  {
    id: 'invoice',
    head: t('invoice'),
    cell: ({ id, number }) => <code className="text-xs whitespace-nowrap">{number ?? id}</code>,
  },
  ...(mayRefund
    ? [
        {
          id: 'refund',
          head: t('actions'),
          cell: (payment: PlanPaymentRow) =>
            isRefundable(payment.state) ? (
              <RefundDialog {...payment} kind="plan_payment" refunded={payment.refunded_amount} />
            ) : null,
        },
      ]
    : []),
];

export const planPaymentCsvColumns: CsvColumn<PlanPaymentRow>[] = [
  { head: 'invoice', cell: ({ id }) => id },
  { head: 'number', cell: ({ number }) => number },
  { head: 'paid', cell: (payment) => payment.paid_at },
  { head: 'phone', cell: ({ phone }) => phone },
  { head: 'reason', cell: ({ reason }) => reason },
  { head: 'amount_smallest_unit', cell: ({ amount }) => amount },
  { head: 'currency', cell: ({ currency }) => currency },
  { head: 'state', cell: ({ state }) => state },
  { head: 'refunded_smallest_unit', cell: (payment) => payment.refunded_amount },
  { head: 'period_start', cell: (payment) => payment.period_start },
  { head: 'period_end', cell: (payment) => payment.period_end },
  { head: 'subscription', cell: (payment) => payment.subscription_id },
];
