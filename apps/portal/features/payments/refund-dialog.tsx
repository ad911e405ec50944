import { randomUUID } from 'node:crypto';
import { getLocale, getTranslator } from '../../i18n/translator.ts';
import { InputField } from '../../ui/field.tsx';
import { formatMoney } from '../billing/money.ts';
import { OperateDialog } from '../console/operate-dialog.tsx';
import { operateWords } from '../console/operate-words.ts';
import { refund, refundPlan } from './actions.ts';
import { currencyDigits } from './currency-digits.ts';

export interface Refundable {
  /** of points, or of a plan's invoice */
  kind: 'purchase' | 'plan_payment';
  id: string;
  phone: string;
  /** in the currency's smallest unit, like `refunded` */
  amount: number;
  refunded: number;
  currency: string;
}

/** Whether money of a payment in this state can still go back. */
export const isRefundable = (state: string): boolean => state === 'paid' || state === 'partly_refunded';

/** Gives money of a payment back; the amount is prefilled with all that is left. */
export async function RefundDialog({ kind, id, phone, amount, refunded, currency }: Refundable) {
  const [t, locale, words] = await Promise.all([
    getTranslator('consolePayments'),
    getLocale(),
    operateWords(),
  ]);
  const left = amount - refunded;
  const digits = currencyDigits(currency);
  const field = `refund-${id}`;
  const hint = t('refundLeft', { left: formatMoney(left, currency, locale) });
  return (
    <OperateDialog
      trigger={t('refund')}
      look="danger"
      title={t('refundTitle', { phone })}
      description={t(kind === 'purchase' ? 'refundText' : 'refundPlanText')}
      confirm={t('refund')}
      words={words}
      action={kind === 'purchase' ? refund : refundPlan}
      hidden={{ payment: id, currency, key: randomUUID() }}
    >
      <InputField
        id={field}
        label={t('refundAmount', { currency: currency.toUpperCase() })}
        hint={hint}
        name="amount"
        type="number"
        required
        inputMode="decimal"
        min={(1 / 10 ** digits).toFixed(digits)}
        max={(left / 10 ** digits).toFixed(digits)}
        step={(1 / 10 ** digits).toFixed(digits)}
        defaultValue={(left / 10 ** digits).toFixed(digits)}
      />
    </OperateDialog>
  );
}
