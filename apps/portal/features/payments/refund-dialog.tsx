import { randomUUID } from 'node:crypto';
import type { PurchaseRow } from '@rockpool/db/views/payments';
import { getLocale, getTranslator } from '../../i18n/translator.ts';
import { InputField } from '../../ui/field.tsx';
import { formatMoney } from '../billing/money.ts';
import { OperateDialog } from '../console/operate-dialog.tsx';
import { operateWords } from '../console/operate-words.ts';
import { refund } from './actions.ts';
import { currencyDigits } from './currency-digits.ts';

/** Gives money of a purchase back; the amount is prefilled with all that is left. */
export async function RefundDialog({ purchase }: { purchase: PurchaseRow }) {
  const [t, locale, words] = await Promise.all([
    getTranslator('consolePayments'),
    getLocale(),
    operateWords(),
  ]);
  const { id, currency } = purchase;
  const left = purchase.amount - purchase.refunded_amount;
  const digits = currencyDigits(currency);
  const field = `refund-${id}`;
  const hint = t('refundLeft', { left: formatMoney(left, currency, locale) });
  return (
    <OperateDialog
      trigger={t('refund')}
      look="danger"
      title={t('refundTitle', { phone: purchase.phone })}
      description={t('refundText')}
      confirm={t('refund')}
      words={words}
      action={refund}
      hidden={{ purchase: id, currency, key: randomUUID() }}
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
