import { tiers } from '@rockpool/db/domain/plan';
import {
  paymentEventSorts,
  paymentEventsTable,
  purchaseSorts,
  purchasesTable,
  purchaseStates,
  subscriptionSorts,
  subscriptionsTable,
} from '@rockpool/db/views/payments';
import {
  planPaymentReasons,
  planPaymentSorts,
  planPaymentsTable,
  planPaymentStates,
} from '@rockpool/db/views/plan-payments';
import { z } from 'zod';
import { listedTable } from '../console/table.ts';
import { eventCsvColumns } from './event-columns.tsx';
import { planPaymentCsvColumns } from './plan-payment-columns.tsx';
import { purchaseCsvColumns } from './purchase-columns.tsx';
import { subscriptionCsvColumns } from './subscription-columns.tsx';
import { subscriptionStates } from './subscription-states.ts';

export const listedPurchases = listedTable({
  path: '/console/payments',
  permission: 'payments.read',
  view: purchasesTable,
  file: { name: 'purchases.csv', columns: purchaseCsvColumns },
  sorts: purchaseSorts,
  first: { sort: 'created', descending: true },
  filters: { q: z.string(), state: z.enum(purchaseStates) },
});

export const listedPlanPayments = listedTable({
  path: '/console/payments/plans',
  permission: 'payments.read',
  view: planPaymentsTable,
  file: { name: 'plan-payments.csv', columns: planPaymentCsvColumns },
  sorts: planPaymentSorts,
  first: { sort: 'paid', descending: true },
  filters: { q: z.string(), state: z.enum(planPaymentStates), reason: z.enum(planPaymentReasons) },
});

export const listedSubscriptions = listedTable({
  path: '/console/payments/subscriptions',
  permission: 'payments.read',
  view: subscriptionsTable,
  file: { name: 'subscriptions.csv', columns: subscriptionCsvColumns },
  sorts: subscriptionSorts,
  first: { sort: 'created', descending: true },
  filters: { q: z.string(), tier: z.enum(tiers), state: z.enum(subscriptionStates) },
});

export const listedEvents = listedTable({
  path: '/console/payments/events',
  permission: 'payments.read',
  view: paymentEventsTable,
  file: { name: 'payment-events.csv', columns: eventCsvColumns },
  sorts: paymentEventSorts,
  first: { sort: 'received', descending: true },
  filters: { q: z.string(), worked: z.enum(['yes', 'no']) },
});
