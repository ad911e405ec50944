import {
  planPaymentReasons,
  type PlanPaymentRow,
  type planPaymentSorts,
} from '@rockpool/db/views/plan-payments';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import type { Column } from '../../ui/data-table.tsx';
import { ConsoleTime } from '../console/console-time.tsx';
import type { CsvColumn } from '../console/csv.ts';
import { paymentColumns, refundColumn } from './payment-columns.tsx';

/** The provider's word in ours, or as it is. */
export function planReasonName(t: Translator<'consolePayments'>, reason: string): string {
  const known = planPaymentReasons.find((each) => each === reason);
  return known ? t(`planReason.${known}`) : reason;
}

export const planPaymentColumns = (
  t: Translator<'consolePayments'>,
  locale: Locale,
  mayRefund: boolean,
): Column<PlanPaymentRow, (typeof planPaymentSorts)[number]>[] => {
  const columns = paymentColumns(t, locale);
  return [
    { id: 'paid', head: t('paidAt'), sort: 'paid', cell: (payment) => <ConsoleTime at={payment.paid_at} /> },
    columns.owner,
    { id: 'reason', head: t('reason'), cell: ({ reason }) => planReasonName(t, reason) },
    columns.amount,
    columns.state,
    columns.refunded,
    { id: 'until', head: t('paidUntil'), cell: (payment) => <ConsoleTime at={payment.period_end} /> },
    ...refundColumn(t, 'plan_payment', mayRefund),
    {
      id: 'invoice',
      head: t('invoice'),
      cell: ({ id, number }) => <code className="text-xs whitespace-nowrap">{number ?? id}</code>,
    },
  ];
};

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
