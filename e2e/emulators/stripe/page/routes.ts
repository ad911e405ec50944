import { Hono, type Context } from 'hono';
import { ownPagesOnly } from '../../core/control.ts';
import { pageHeaders, plainPage } from '../../core/page.ts';
import { html } from 'hono/html';
import { ApiError } from '../answers.ts';
import { completeSession, successUrl } from '../checkout.ts';
import { closeDispute, dispute, isCard, keepCard, refund } from '../payments.ts';
import type { Platform } from '../platform.ts';
import { changeSubscription, isLive, retryOverdue } from '../subscriptions.ts';
import { advance } from '../test-clock.ts';
import type { Webhooks } from '../webhooks.ts';
import { checkoutPage, paidPage, sessionOverPage } from './checkout-page.ts';
import { indexPage } from './index-page.ts';
import { portalPage } from './portal-page.ts';

const declinedText = '这张卡被拒绝，没有扣款。换一张卡再试。 The card was declined, nothing was charged.';

export function pageRoutes(platform: Platform, webhooks: Webhooks): Hono {
  const { state } = platform;
  const routes = new Hono();
  routes.use('/c/*', ownPagesOnly);
  routes.use('/p/*', ownPagesOnly);
  routes.use('/dashboard', ownPagesOnly);

  /** A form of the page may lead on to where the merchant wants the browser back. */
  const headersFor = (...returns: (string | null)[]) => {
    const origins = returns.flatMap((url) => (url && URL.canParse(url) ? [new URL(url).origin] : []));
    const policy = pageHeaders['content-security-policy'];
    const allowed = ["form-action 'self'", ...new Set(origins)].join(' ');
    return { ...pageHeaders, 'content-security-policy': policy.replace("form-action 'self'", allowed) };
  };
  const unknown = (context: Context) =>
    context.html(plainPage('沙盒 / Sandbox', html`<p>没有这个页面。 No such page.</p>`), 404, pageHeaders);

  routes.get('/c/pay/:id', (context) => {
    const session = state.get('checkout.session', context.req.param('id'));
    if (!session) return unknown(context);
    const headers = headersFor(session.success_url, session.cancel_url);
    return context.html(
      session.status === 'open' ? checkoutPage(session, '') : sessionOverPage(session),
      200,
      headers,
    );
  });
  routes.post('/c/pay/:id', async (context) => {
    const session = state.get('checkout.session', context.req.param('id'));
    if (!session) return unknown(context);
    const form = await context.req.parseBody();
    const headers = headersFor(session.success_url, session.cancel_url);
    if (session.status !== 'open') return context.html(sessionOverPage(session), 200, headers);
    try {
      completeSession(platform, session, isCard(form['card']) ? form['card'] : 'works');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return context.html(checkoutPage(session, declinedText), 402, headers);
    }
    const back = successUrl(session);
    return form['then'] === 'stay' || !back
      ? context.html(paidPage(), 200, headers)
      : context.redirect(back, 303);
  });

  const portal = (context: Context, id: string, notice: string) => {
    const session = state.get('billing_portal.session', id);
    if (!session) return unknown(context);
    const subscriptions = state
      .all('subscription')
      .filter(({ customer }) => customer === session.customer)
      .map((subscription) => ({ subscription, invoice: state.get('invoice', subscription.latest_invoice) }));
    const plans = state
      .all('price')
      .filter(({ recurring, active }) => recurring && active)
      .map((price) => ({ price, name: state.get('product', price.product)?.name ?? price.id }));
    return context.html(
      portalPage({ session, subscriptions, plans, notice }),
      200,
      headersFor(session.return_url),
    );
  };
  routes.get('/p/session/:id', (context) => portal(context, context.req.param('id'), ''));
  routes.post('/p/session/:id', async (context) => {
    const id = context.req.param('id');
    const session = state.get('billing_portal.session', id);
    if (!session) return unknown(context);
    const form = await context.req.parseBody();
    const subscription = state.get('subscription', String(form['subscription'] ?? ''));
    if (form['do'] === 'card') {
      keepCard(platform, session.customer, isCard(form['card']) ? form['card'] : 'works');
      retryOverdue(platform, session.customer);
      return portal(context, id, '已换卡。 The card was changed.');
    }
    if (!subscription || subscription.customer !== session.customer || !isLive(subscription))
      return unknown(context);
    if (form['do'] === 'change') {
      const price = state.get('price', String(form['price'] ?? ''));
      if (price) changeSubscription(platform, subscription, { price, proration: 'always_invoice' });
      return portal(context, id, '套餐已更换。 The plan was changed.');
    }
    const cancelAtPeriodEnd = form['do'] === 'cancel';
    changeSubscription(platform, subscription, { cancelAtPeriodEnd });
    return portal(
      context,
      id,
      cancelAtPeriodEnd ? '到期后取消。 Ends with the period.' : '已恢复续费。 Renews again.',
    );
  });

  routes.get('/receipts/:id', (context) => {
    const thing = state.find(context.req.param('id'));
    if (thing?.object !== 'payment_intent' && thing?.object !== 'invoice') return unknown(context);
    const amount = thing.object === 'invoice' ? thing.amount_due : thing.amount;
    return context.html(
      plainPage(
        '沙盒：收据 / Sandbox: receipt',
        html`<dl>
          <dt>编号 Number</dt>
          <dd><code>${thing.id}</code></dd>
          <dt>金额 Amount</dt>
          <dd>${amount / 100} ${thing.currency.toUpperCase()}</dd>
        </dl>`,
      ),
      200,
      pageHeaders,
    );
  });

  routes.get('/', (context) => context.html(indexPage(state, platform.seconds()), 200, pageHeaders));
  routes.post('/dashboard', async (context) => {
    const form = await context.req.parseBody();
    const id = String(form['id'] ?? '');
    const charge = state.get('charge', id);
    if (form['do'] === 'advance') advance(platform, Number(form['days'] ?? 0) * 86_400_000);
    if (form['do'] === 'resend' && state.get('event', id)) webhooks.resend(id);
    if (charge && form['do'] === 'refund') refund(platform, charge, {});
    if (charge && form['do'] === 'refund-half')
      refund(platform, charge, { amount: Math.floor(charge.amount / 2) });
    if (charge && form['do'] === 'dispute') dispute(platform, charge);
    const open = state.all('dispute').find((each) => each.charge === id && each.status === 'needs_response');
    if (open && form['do'] === 'win') closeDispute(platform, open.id, 'won');
    return context.redirect('/', 303);
  });
  routes.onError((error, context) => {
    if (!(error instanceof ApiError)) throw error;
    return context.html(
      plainPage('沙盒 / Sandbox', html`<p role="alert">${error.message}</p>`),
      400,
      pageHeaders,
    );
  });
  return routes;
}
