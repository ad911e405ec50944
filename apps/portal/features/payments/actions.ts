'use server';
import { refundPurchase } from '@rockpool/db/operations/payments';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { db } from '../../db.ts';
import { getLocale, getTranslator } from '../../i18n/translator.ts';
import { formatMoney } from '../billing/money.ts';
import { billingDeps } from '../billing/portal-deps.ts';
import { act } from '../console/act.ts';
import { done, outcomeOf, refusedWith, type Outcome } from '../console/outcome.ts';
import { Reason } from '../console/reason-shape.ts';
import { currencyDigits } from './currency-digits.ts';

const RefundForm = z.object({
  purchase: z.uuid(),
  currency: z.string().regex(/^[a-zA-Z]{3}$/),
  /** in the currency's usual unit, as people write it */
  amount: z.coerce.number().positive().max(1e9),
  key: z.uuid(),
  reason: Reason,
});

/** Gives money back, once for each form that was shown. Points follow when the payment provider tells of it. */
export async function refund(_before: Outcome, form: FormData): Promise<Outcome> {
  const [t, locale] = await Promise.all([getTranslator('consolePayments'), getLocale()]);
  const deps = billingDeps();
  if (!deps) return refusedWith(t('notSold'));
  const state = await act(
    'payments.refund',
    RefundForm,
    form,
    (actor, { purchase, currency, amount, ...wish }) =>
      refundPurchase(db(), (request) => deps.provider.refund(request), actor, {
        purchaseId: purchase,
        amount: Math.round(amount * 10 ** currencyDigits(currency)),
        ...wish,
      }),
  );
  const outcome = await outcomeOf(state, (answer) => {
    switch (answer.kind) {
      case 'refunded':
        return done(t('refundDone'));
      case 'not_refundable':
        return refusedWith(t('refundNot'));
      case 'too_much':
        return refusedWith(t('refundTooMuch', { left: formatMoney(answer.left, answer.currency, locale) }));
      case 'provider_refused':
        return refusedWith(t('refundRefused', { because: answer.because }));
      default:
        return null;
    }
  });
  revalidatePath('/console/payments');
  return outcome;
}
