import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { StatusPill } from '../../ui/status-pill.tsx';
import { OutsideLink } from '../../ui/text-link.tsx';
import { Time } from '../../ui/time.tsx';
import type { Tone } from '../../ui/tone.ts';
import { formatMoney } from './money.ts';

const tones = {
  open: 'neutral',
  paid: 'good',
  refunded: 'neutral',
  partly_refunded: 'info',
  disputed: 'warning',
} as const satisfies Record<string, Tone>;
export type PaymentState = keyof typeof tones;

/** A stored state; one that a newer service wrote counts as `otherwise`. */
export const paymentState = (state: string, otherwise: PaymentState): PaymentState =>
  state in tones ? (state as PaymentState) : otherwise;

export interface ListedPayment {
  id: string;
  what: string;
  /** in the unit in which the provider counts the currency, like `refundedAmount` */
  amount: number;
  refundedAmount: number;
  currency: string;
  at: Date;
  state: PaymentState;
  /** the provider's page about it */
  paper: { href: string; text: string } | null;
}

/** Payments with what became of the money. */
export function PaymentList(props: {
  t: Translator<'billing'>;
  locale: Locale;
  timeZone: string;
  payments: readonly ListedPayment[];
}) {
  const { t, locale, timeZone, payments } = props;
  const money = (amount: number, currency: string) => formatMoney(amount, currency, locale);
  return (
    <ul className="divide-y divide-line">
      {payments.map(({ id, what, amount, refundedAmount, currency, at, state, paper }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 text-sm last:pb-0">
          <div className="min-w-0 flex-1 max-sm:basis-full">
            <p className="font-medium">
              {what} · {money(amount, currency)}
            </p>
            <p className="text-ink-2">
              <Time at={at.toISOString()} shape="dateTime" locale={locale} timeZone={timeZone} />
              {refundedAmount > 0 &&
                ` · ${t('purchases.refunded', { amount: money(refundedAmount, currency) })}`}
            </p>
          </div>
          <StatusPill tone={tones[state]}>{t(`purchases.state.${state}`)}</StatusPill>
          {paper && <OutsideLink href={paper.href}>{paper.text}</OutsideLink>}
        </li>
      ))}
    </ul>
  );
}
