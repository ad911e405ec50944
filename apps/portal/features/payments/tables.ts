import { tiers } from '@rockpool/db/domain/plan';
import {
  paymentEventSorts,
  purchaseSorts,
  purchaseStates,
  subscriptionSorts,
} from '@rockpool/db/views/payments';
import { z } from 'zod';
import { defineTable } from '../console/table-query.ts';

export const purchasesShape = defineTable({
  path: '/console/payments',
  sorts: purchaseSorts,
  first: { sort: 'created', descending: true },
  filters: { q: z.string(), state: z.enum(purchaseStates) },
});

/** Stripe's words that a subscription can have. */
export const subscriptionStates = [
  'active',
  'trialing',
  'past_due',
  'canceled',
  'unpaid',
  'incomplete',
  'incomplete_expired',
  'paused',
] as const;

export const subscriptionsShape = defineTable({
  path: '/console/payments/subscriptions',
  sorts: subscriptionSorts,
  first: { sort: 'created', descending: true },
  filters: { q: z.string(), tier: z.enum(tiers), state: z.enum(subscriptionStates) },
});

export const eventsShape = defineTable({
  path: '/console/payments/events',
  sorts: paymentEventSorts,
  first: { sort: 'received', descending: true },
  filters: { q: z.string(), worked: z.enum(['yes', 'no']) },
});
