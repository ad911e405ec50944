import { html } from 'hono/html';
import { plainPage, type Html } from '../../core/page.ts';
import type { StripeState } from '../state.ts';
import { day, money, pageStyle } from './page-style.ts';

const shownMax = 20;

/** The vendor's dashboard, as far as a local start needs one: time, payments, refunds, disputes, events. */
export function indexPage(state: StripeState, seconds: number): Html {
  const charges = state.all('charge').toReversed().slice(0, shownMax);
  const events = state.all('event').toReversed().slice(0, shownMax);
  const act = (name: string, id: string, label: string) =>
    html`<form class="inline" method="post" action="/dashboard">
      <input type="hidden" name="id" value="${id}" />
      <button class="button" name="do" value="${name}">${label}</button>
    </form>`;
  return plainPage(
    '沙盒：模拟 Stripe 后台 / Sandbox: simulated Stripe dashboard',
    html`<section aria-label="时间 Time">
        <h2>测试时钟 Test clock：${day(seconds)}</h2>
        <p>订阅按这个时钟续费、逾期和结束。 Subscriptions renew, fall due and end by this clock.</p>
        <form class="inline" method="post" action="/dashboard">
          <input type="hidden" name="do" value="advance" />
          <button class="button" name="days" value="1">＋1 天 day</button>
        </form>
        <form class="inline" method="post" action="/dashboard">
          <input type="hidden" name="do" value="advance" />
          <button class="button" name="days" value="31">＋31 天 days</button>
        </form>
      </section>
      <section aria-label="付款 Payments">
        <h2>付款 Payments</h2>
        ${charges.length === 0 ? html`<p>还没有 None yet</p>` : ''}
        ${charges.map(
          (charge) =>
            html`<div class="row">
              <span
                >${money(charge.amount, charge.currency)} · ${charge.paid ? '成功 paid' : '失败 failed'}
                ${
                  charge.amount_refunded > 0
                    ? html` · 已退 refunded ${money(charge.amount_refunded, charge.currency)}`
                    : ''
                }
                ${charge.disputed ? ' · 有争议 disputed' : ''}</span
              >
              <span
                >${
                  charge.paid && !charge.refunded && !charge.disputed
                    ? [
                        act('refund-half', charge.id, '退一半 Refund half'),
                        act('refund', charge.id, '退款 Refund'),
                        act('dispute', charge.id, '发起争议 Dispute'),
                      ]
                    : ''
                }${charge.disputed ? act('win', charge.id, '争议胜诉 Win dispute') : ''}</span
              >
            </div>`,
        )}
      </section>
      <section aria-label="事件 Events">
        <h2>事件 Events</h2>
        ${events.map(
          (event) =>
            html`<div class="row">
              <code>${event.type}</code>
              <span
                >${event.pending_webhooks > 0 ? '未送达 waiting ' : ''}${act('resend', event.id, '重发 Resend')}</span
              >
            </div>`,
        )}
      </section>`,
    { style: pageStyle },
  );
}
