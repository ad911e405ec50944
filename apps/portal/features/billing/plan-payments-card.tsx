import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { PaymentList, paymentState } from './payment-list.tsx';
import type { PlanPaymentView } from './read-billing.ts';

const reasons = ['subscription_create', 'subscription_cycle', 'subscription_update'] as const;

/** What was paid for plans, newest first, each with the provider's invoice. */
export function PlanPaymentsCard(props: {
  t: Translator<'billing'>;
  locale: Locale;
  timeZone: string;
  payments: PlanPaymentView[];
  sells: boolean;
}) {
  const { payments, sells, ...words } = props;
  const { t } = words;
  const isRefunded = payments.some(({ refundedAmount }) => refundedAmount > 0);
  return (
    <Card aria-labelledby="plan-payments-title">
      <CardHead
        id="plan-payments-title"
        title={t('planPayments.title')}
        hint={isRefunded && t('planPayments.refundHint')}
      />
      <PaymentList
        {...words}
        payments={payments.map((payment) => ({
          ...payment,
          what: t(`planPayments.reason.${reasons.find((each) => each === payment.reason) ?? 'other'}`),
          at: payment.paidAt,
          state: paymentState(payment.state, 'paid'),
          paper: sells ? { href: `/billing/invoice/${payment.id}`, text: t('planPayments.invoice') } : null,
        }))}
      />
    </Card>
  );
}
