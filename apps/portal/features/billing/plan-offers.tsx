import { cx } from 'class-variance-authority';
import Link from 'next/link';
import type { Tier } from '@rockpool/db/domain/plan';
import type { Interval } from '@rockpool/db/domain/price-key';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Card, CardHead } from '../../ui/card.tsx';
import { tierName } from '../benefit/refusal-text.ts';
import { formatMoney } from './money.ts';
import { OrderButton, type BillingProblems } from './order-button.tsx';
import type { PlanOffer } from './provider.ts';

/** The plans that are sold, by the month or by the year. */
export function PlanOffers(props: {
  t: Translator<'billing'>;
  locale: Locale;
  plans: PlanOffer[];
  interval: Interval;
  orderKey: string;
  problems: BillingProblems;
  /** a plan from elsewhere that holds now: who has one need not pay again */
  held: Tier | null;
}) {
  const { t, locale, plans, interval, held } = props;
  const both = new Set(plans.map((plan) => plan.interval)).size > 1;
  const shown = plans.filter((plan) => !both || plan.interval === interval);
  return (
    <Card id="plans" aria-labelledby="plans-title" className="scroll-mt-20">
      <CardHead
        id="plans-title"
        title={t('plans.title')}
        hint={held === null ? t('plans.hint') : t('plans.hintHeld', { tier: tierName(held) })}
        action={
          both && (
            <nav aria-label={t('plans.interval')} className="flex gap-1 rounded-card bg-sunken p-1">
              {(['month', 'year'] as const).map((each) => (
                <Link
                  key={each}
                  href={`/billing?every=${each}#plans`}
                  scroll={false}
                  aria-current={each === interval ? 'true' : undefined}
                  className={cx(
                    'rounded-md px-3 py-1 text-sm font-medium',
                    each === interval ? 'bg-surface text-ink shadow-card' : 'text-ink-2 hover:text-ink',
                  )}
                >
                  {t(`plans.every.${each}`)}
                </Link>
              ))}
            </nav>
          )
        }
      />
      <ul className="grid gap-3 sm:grid-cols-3">
        {shown.map((plan) => (
          <li key={plan.lookupKey} className="space-y-2 rounded-card border border-line p-4">
            <h3 className="font-semibold">{tierName(plan.tier)}</h3>
            <p className="tabular">
              <span className="text-xl font-semibold">{formatMoney(plan.amount, plan.currency, locale)}</span>{' '}
              <span className="text-sm text-ink-2">{t(`plans.per.${plan.interval}`)}</span>
            </p>
            <OrderButton
              what="plan"
              lookupKey={plan.lookupKey}
              orderKey={props.orderKey}
              look={plan.tier === 'pro' && held === null ? 'primary' : 'secondary'}
              problems={props.problems}
            >
              {t('plans.buy', { tier: tierName(plan.tier) })}
            </OrderButton>
          </li>
        ))}
      </ul>
    </Card>
  );
}
