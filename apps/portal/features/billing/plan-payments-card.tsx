import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import { Time } from '../../ui/time.tsx';
import type { Tone } from '../../ui/tone.ts';
import { formatMoney } from './money.ts';
import type { PlanPaymentView } from './read-billing.ts';

const tones = {
  paid: 'good',
  refunded: 'neutral',
  partly_refunded: 'info',
  disputed: 'warning',
} as const satisfies Record<string, Tone>;
type State = keyof typeof tones;

const reasons = ['subscription_create', 'subscription_cycle', 'subscription_update'] as const;

/** What was paid for plans, newest first, each with the provider's invoice. */
export function PlanPaymentsCard(props: {
  t: Translator<'billing'>;
  locale: Locale;
  timeZone: string;
  payments: PlanPaymentView[];
  sells: boolean;
}) {
  const { t, locale, timeZone, payments } = props;
  const isRefunded = payments.some(({ refundedAmount }) => refundedAmount > 0);
  return (
    <Card aria-labelledby="plan-payments-title">
      <CardHead
        id="plan-payments-title"
        title={t('planPayments.title')}
        hint={isRefunded && t('planPayments.refundHint')}
      />
      <ul className="divide-y divide-line">
        {payments.map((payment) => {
          const state = (payment.state in tones ? payment.state : 'paid') as State;
          const reason = reasons.find((each) => each === payment.reason) ?? 'other';
          const { amount, refundedAmount, currency } = payment;
          return (
            <li key={payment.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 text-sm">
              <div className="min-w-0 flex-1">
                <p className="font-medium">
                  {t(`planPayments.reason.${reason}`)} · {formatMoney(amount, currency, locale)}
                </p>
                <p className="text-ink-2">
                  <Time
                    at={payment.paidAt.toISOString()}
                    shape="dateTime"
                    locale={locale}
                    timeZone={timeZone}
                  />
                  {refundedAmount > 0 &&
                    ` · ${t('purchases.refunded', { amount: formatMoney(refundedAmount, currency, locale) })}`}
                </p>
              </div>
              <StatusPill tone={tones[state]}>{t(`purchases.state.${state}`)}</StatusPill>
              {props.sells && (
                <a
                  href={`/billing/invoice/${payment.id}`}
                  target="_blank"
                  rel="noreferrer"
                  className="font-medium text-accent underline decoration-1 underline-offset-3"
                >
                  {t('planPayments.invoice')}
                </a>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
