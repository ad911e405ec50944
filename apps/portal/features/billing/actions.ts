'use server';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { db } from '../../db.ts';
import { getLocale } from '../../i18n/translator.ts';
import { log } from '../../log.ts';
import { requireUser } from '../auth/current-user.ts';
import { limit } from '../limits/limit.ts';
import { billingDeps } from './portal-deps.ts';
import { buyPlan, buyPoints, type CheckoutRefusal } from './start-checkout.ts';

export type BillingProblem = CheckoutRefusal | 'too_often';
export type BillingState = BillingProblem | { go: string } | null;

const Order = z.object({ what: z.enum(['plan', 'points']), lookupKey: z.string().max(100), key: z.uuid() });

/**
 * Leads to a page of the payment provider. A browser with scripts is told the address and goes there itself: a redirect
 * would be followed by the script's own request, which the content policy stops. One without scripts is redirected.
 */
async function leadTo(url: string): Promise<BillingState> {
  if (!(await headers()).has('next-action')) redirect(url);
  return { go: url };
}

/** Goes to the payment page, else says why not. */
export async function checkout(_before: BillingState, form: FormData): Promise<BillingState> {
  const user = await requireUser();
  const deps = billingDeps();
  const order = Order.safeParse(Object.fromEntries(form));
  if (!deps || !order.success) return 'not_offered';
  const { what, lookupKey, key } = order.data;
  let url: string;
  try {
    if (!(await limit(db(), 'billing.checkout', user.id)).ok) return 'too_often';
    const request = { userId: user.id, lookupKey, key, locale: await getLocale() };
    const opened = await (what === 'plan' ? buyPlan : buyPoints)(deps, request);
    if (opened.kind === 'refused') return opened.reason;
    url = opened.url;
  } catch (error) {
    log().error({ err: error, userId: user.id }, 'a payment page could not be opened');
    return 'unavailable';
  }
  return leadTo(url);
}

/** Goes to the page where plan, card and end are changed. */
export async function openPortal(_before: BillingState): Promise<BillingState> {
  const user = await requireUser();
  const deps = billingDeps();
  if (!deps) return 'not_offered';
  let url: string;
  try {
    if (!(await limit(db(), 'billing.checkout', user.id)).ok) return 'too_often';
    const { stripeCustomerId } = await db().user.findUniqueOrThrow({ where: { id: user.id } });
    if (!stripeCustomerId) return 'not_offered';
    const returnUrl = `${deps.origin}/billing`;
    url = await deps.provider.createPortal({
      customerId: stripeCustomerId,
      returnUrl,
      locale: await getLocale(),
    });
  } catch (error) {
    log().error({ err: error, userId: user.id }, 'the customer portal could not be opened');
    return 'unavailable';
  }
  return leadTo(url);
}
