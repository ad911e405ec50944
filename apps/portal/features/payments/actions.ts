'use server';
import { refundPlanPayment, refundPurchase } from '@rockpool/db/operations/payments';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { db } from '../../db.ts';
import { getLocale, getTranslator } from '../../i18n/translator.ts';
import { formatMoney } from '../billing/money.ts';
import { billingDeps } from '../billing/portal-deps.ts';
import { act, type ActState } from '../console/act.ts';
import { done, outcomeOf, refusedWith, type Outcome } from '../console/outcome.ts';
import { Reason } from '../console/reason-shape.ts';
import type { Refundable } from './refund-dialog.tsx';
import { smallestUnits } from './smallest-units.ts';

const Refund = {
  currency: z.string().regex(/^[a-zA-Z]{3}$/),
  /** in the currency's usual unit, as people write it */
  amount: z.coerce.number().positive().max(1e9),
  key: z.uuid(),
  reason: Reason,
};
const inUnits = <T extends { amount: number; currency: string }>(
  { amount, ...wish }: T,
  context: z.RefinementCtx,
) => {
  const units = smallestUnits(amount, wish.currency);
  if (units !== null) return { ...wish, amount: units };
  context.addIssue({ code: 'custom', path: ['amount'] });
  return z.NEVER;
};
const RefundForm = z.object({ payment: z.uuid(), ...Refund }).transform(inUnits);
const PlanRefundForm = z.object({ payment: z.string().min(1).max(255), ...Refund }).transform(inUnits);

/** Gives money of a pack back, once for each form that was shown. Points follow when the payment provider tells of it. */
export async function refund(_before: Outcome, form: FormData): Promise<Outcome> {
  const deps = billingDeps();
  if (!deps) return notSold();
  const state = await act('payments.refund', RefundForm, form, (actor, wish) =>
    refundPurchase(db(), (request) => deps.provider.refund(request), actor, {
      purchaseId: wish.payment,
      amount: wish.amount,
      key: wish.key,
      reason: wish.reason,
    }),
  );
  return tell(state, 'purchase');
}

/** The same for an invoice of a plan; the subscription stays as it is. */
export async function refundPlan(_before: Outcome, form: FormData): Promise<Outcome> {
  const deps = billingDeps();
  if (!deps) return notSold();
  const state = await act('payments.refund', PlanRefundForm, form, (actor, wish) =>
    refundPlanPayment(db(), (request) => deps.provider.refundInvoice(request), actor, {
      planPaymentId: wish.payment,
      amount: wish.amount,
      key: wish.key,
      reason: wish.reason,
    }),
  );
  return tell(state, 'plan_payment');
}

async function notSold(): Promise<Outcome> {
  const t = await getTranslator('consolePayments');
  return refusedWith(t('notSold'));
}

async function tell(
  state: ActState<Awaited<ReturnType<typeof refundPlanPayment>>>,
  kind: Refundable['kind'],
): Promise<Outcome> {
  const [t, locale] = await Promise.all([getTranslator('consolePayments'), getLocale()]);
  const outcome = await outcomeOf(state, (answer) => {
    switch (answer.kind) {
      case 'refunded':
        return done(t(kind === 'purchase' ? 'refundDone' : 'refundPlanDone'));
      case 'not_refundable':
        return refusedWith(t('refundNot'));
      case 'too_much':
        return refusedWith(t('refundTooMuch', { left: formatMoney(answer.left, answer.currency, locale) }));
      case 'not_one_payment':
        return refusedWith(t('refundNotOne'));
      case 'provider_refused':
        return refusedWith(t('refundRefused', { because: answer.because }));
      default:
        return null;
    }
  });
  for (const path of ['/console/payments', '/console/payments/plans']) revalidatePath(path);
  revalidatePath('/console/users/[id]', 'page');
  return outcome;
}
