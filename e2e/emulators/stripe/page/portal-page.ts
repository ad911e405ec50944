import { html } from 'hono/html';
import { plainPage, type Html } from '../../core/page.ts';
import type { Price } from '../entities/catalog.ts';
import type { PortalSession } from '../entities/customers.ts';
import type { Invoice } from '../entities/invoices.ts';
import type { Subscription } from '../entities/subscriptions.ts';
import { day, money, pageStyle } from './page-style.ts';

const title = '沙盒：模拟订阅管理（Stripe） / Sandbox: simulated customer portal';

export interface PortalFacts {
  session: PortalSession;
  subscriptions: { subscription: Subscription; invoice: Invoice | undefined }[];
  plans: { price: Price; name: string }[];
  notice: string;
}

const states: Record<Subscription['status'], string> = {
  active: '生效中 Active',
  past_due: '逾期未付 Past due',
  canceled: '已结束 Ended',
  unpaid: '未付款 Unpaid',
  incomplete: '未完成 Incomplete',
};

/** What a customer may change: the plan, its interval, the card, the end. */
export function portalPage({ session, subscriptions, plans, notice }: PortalFacts): Html {
  const action = `/p/session/${session.id}`;
  return plainPage(
    title,
    html`${notice ? html`<p class="notice" role="status">${notice}</p>` : ''}
      ${subscriptions.length === 0 ? html`<p>没有订阅。 No subscription.</p>` : ''}
      ${subscriptions.map(({ subscription, invoice }) => oneSubscription(action, subscription, invoice, plans))}
      <section aria-label="付款方式 Payment method">
        <h2>付款方式 Payment method</h2>
        <form method="post" action="${action}">
          <label><input type="radio" name="card" value="works" checked /> 4242 · 正常扣款 Works</label>
          <label
            ><input type="radio" name="card" value="failsLater" /> 0341 · 之后的扣款都失败 Every charge
            fails</label
          >
          <button class="button" name="do" value="card">换卡 Change the card</button>
        </form>
      </section>
      ${session.return_url ? html`<p><a href="${session.return_url}">‹ 返回商家 Back</a></p>` : ''}`,
    { style: pageStyle },
  );
}

function oneSubscription(
  action: string,
  subscription: Subscription,
  invoice: Invoice | undefined,
  plans: PortalFacts['plans'],
): Html {
  const item = subscription.items.data[0]!;
  const name = plans.find(({ price }) => price.id === item.price.id)?.name ?? item.price.id;
  const { interval } = item.price.recurring!;
  const live = subscription.status === 'active' || subscription.status === 'past_due';
  return html`<section aria-label="${name}">
    <h2>${name}</h2>
    <p>
      ${states[subscription.status]} ·
      ${money(item.price.unit_amount, item.price.currency)}${interval === 'year' ? '/年 a year' : '/月 a month'}
    </p>
    <p>
      ${subscription.cancel_at_period_end ? '到期后结束 Ends on' : '下次扣款 Next charge'}
      ${day(item.current_period_end)}
    </p>
    ${
      invoice?.status === 'open'
        ? html`<p class="notice">
            有一笔扣款失败 A charge failed: ${money(invoice.amount_due, invoice.currency)}
          </p>`
        : ''
    }
    ${
      live
        ? html`<form method="post" action="${action}">
            <input type="hidden" name="subscription" value="${subscription.id}" />
            <fieldset>
              <legend>换成 Change to</legend>
              ${plans.map(
                ({ price, name: plan }) =>
                  html`<label
                    ><input
                      type="radio"
                      name="price"
                      value="${price.id}"
                      ${price.id === item.price.id ? 'checked' : ''}
                    />
                    ${plan} · ${price.recurring!.interval === 'year' ? '年付 yearly' : '月付 monthly'} ·
                    ${money(price.unit_amount, price.currency)}</label
                  >`,
              )}
            </fieldset>
            <button class="button first" name="do" value="change">更换套餐 Change plan</button>
            ${
              subscription.cancel_at_period_end
                ? html`<button class="button" name="do" value="resume">恢复续费 Resume</button>`
                : html`<button class="button" name="do" value="cancel">
                    到期后取消 Cancel at period end
                  </button>`
            }
          </form>`
        : ''
    }
  </section>`;
}
