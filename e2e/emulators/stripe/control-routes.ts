import { Hono } from 'hono';
import { z } from 'zod';
import { ownPagesOnly } from '../core/control.ts';
import { closeDispute, dispute, isCard, keepCard, refund } from './payments.ts';
import { completeSession } from './checkout.ts';
import type { Platform } from './platform.ts';
import { advance } from './test-clock.ts';
import { WebhookFault, type Webhooks } from './webhooks.ts';

const Advance = z.object({ advanceMs: z.number() });
const CardChoice = z.object({ customer: z.string(), card: z.string().refine(isCard) });

/** What a test or the sandbox's clock does to the vendor: time, webhooks' faults, cards, disputes. */
export function stripeControlRoutes(platform: Platform, webhooks: Webhooks): Hono {
  const routes = new Hono();
  routes.use(ownPagesOnly);
  routes.post('/clock', async (context) => {
    const { advanceMs } = Advance.parse(await context.req.json());
    return context.json({ now: advance(platform, advanceMs) });
  });
  routes.post('/webhook-faults', async (context) => {
    webhooks.addFault(WebhookFault.parse(await context.req.json()));
    return context.json({ ok: true }, 201);
  });
  routes.delete('/webhook-faults', (context) => {
    webhooks.clearFaults();
    return context.json({ ok: true });
  });
  routes.post('/cards', async (context) => {
    const { customer, card } = CardChoice.parse(await context.req.json());
    keepCard(platform, customer, card);
    return context.json({ ok: true });
  });
  routes.post('/sessions/:id/pay', (context) => {
    const session = platform.state.get('checkout.session', context.req.param('id'));
    if (!session) return context.json({ error: 'unknown' }, 404);
    return context.json(completeSession(platform, session, 'works'));
  });
  routes.post('/charges/:id/:verb', (context) => {
    const charge = platform.state.get('charge', context.req.param('id'));
    if (!charge) return context.json({ error: 'unknown' }, 404);
    const made =
      context.req.param('verb') === 'dispute' ? dispute(platform, charge) : refund(platform, charge, {});
    return context.json(made);
  });
  routes.post('/disputes/:id/:status', (context) =>
    context.json(
      closeDispute(platform, context.req.param('id'), context.req.param('status') === 'won' ? 'won' : 'lost'),
    ),
  );
  return routes;
}
