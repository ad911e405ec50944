import { html } from 'hono/html';
import { plainPage, type Html } from '../../core/page.ts';
import type { CheckoutSession } from '../entities/checkout.ts';
import { money, pageStyle } from './page-style.ts';

const title = '沙盒：模拟收银台（Stripe） / Sandbox: simulated Stripe Checkout';

/** Pay with a card that works or one that does not, go back, or pay and never return. */
export function checkoutPage(session: CheckoutSession, notice: string): Html {
  const [item] = session.line_items.data;
  const recurring = item?.price.recurring;
  const every = recurring ? (recurring.interval === 'year' ? ' / 年 per year' : ' / 月 per month') : '';
  return plainPage(
    title,
    html`<p>这里不会真的扣款，也不需要填写卡号。</p>
      <p class="en">No money moves here, and no card number is needed.</p>
      ${notice ? html`<p class="notice" role="alert">${notice}</p>` : ''}
      <section aria-label="订单 Order">
        <h2>${item?.description}</h2>
        <p class="amount">${money(session.amount_total, session.currency)}<small>${every}</small></p>
      </section>
      <form method="post" action="/c/pay/${session.id}">
        <fieldset>
          <legend>用哪张卡 Which card</legend>
          <label><input type="radio" name="card" value="works" checked /> 4242 · 正常扣款 Works</label>
          <label><input type="radio" name="card" value="declined" /> 0002 · 被拒绝 Is declined</label>
          ${
            recurring
              ? html`<label
                  ><input type="radio" name="card" value="failsLater" /> 0341 · 首次成功，续费失败 Works once,
                  renewals fail</label
                >`
              : ''
          }
        </fieldset>
        <button class="button first" name="then" value="return">支付 Pay</button>
        <button class="button" name="then" value="stay">支付后不返回 Pay and never return</button>
      </form>
      ${session.cancel_url ? html`<p><a href="${session.cancel_url}">‹ 取消并返回 Cancel</a></p>` : ''}`,
    { style: pageStyle },
  );
}

export const paidPage = (): Html =>
  plainPage(
    title,
    html`<p role="status">已付款，现在可以关闭这个页面，就像网络断开、再也没有回到商家那样。</p>
      <p class="en">Paid. Close this page now, as if the network had gone and you never came back.</p>`,
    { style: pageStyle },
  );

export const sessionOverPage = ({ status, success_url, id, cancel_url }: CheckoutSession): Html =>
  plainPage(
    title,
    html`<p role="status">
        ${status === 'complete' ? '这笔订单已经付过款。 This order is paid.' : '这笔订单已过期。 This order has expired.'}
      </p>
      <p>
        <a href="${status === 'complete' ? success_url?.replaceAll('{CHECKOUT_SESSION_ID}', id) : cancel_url}"
          >返回商家 Back</a
        >
      </p>`,
    { style: pageStyle },
  );
