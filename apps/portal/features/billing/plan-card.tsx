import type { MembershipAnswer } from '@rockpool/db/domain/payment';
import { DAY_MS } from '@rockpool/db/domain/calendar';
import type { Tier } from '@rockpool/db/domain/plan';
import type { Interval } from '@rockpool/db/domain/price-key';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { Alert } from '../../ui/alert.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { formatTime } from '../../ui/format-time.ts';
import { StatusPill } from '../../ui/status-pill.tsx';
import { tierName } from '../benefit/refusal-text.ts';
import { PortalButton, type BillingProblems } from './order-button.tsx';
import type { BillingView, SubscriptionView } from './read-billing.ts';

type Words = { t: Translator<'billing'>; locale: Locale; timeZone: string };

/** The plan that counts now, where it comes from, and for each subscription what happens next. */
export function PlanCard(props: Words & { view: BillingView; sells: boolean; problems: BillingProblems }) {
  const { t, view, sells, problems } = props;
  const { subscriptions } = view;
  return (
    <Card aria-labelledby="plan">
      <CardHead
        id="plan"
        title={t('plan.title')}
        action={
          sells &&
          subscriptions.length > 0 && <PortalButton problems={problems}>{t('plan.manage')}</PortalButton>
        }
      />
      {subscriptions.length > 1 && (
        <Alert tone="warning" title={t('plan.twice')} className="mb-4">
          {t('plan.twiceHint')}
        </Alert>
      )}
      {subscriptions.map((subscription) => (
        <OneSubscription key={subscription.id} {...props} subscription={subscription} />
      ))}
      {subscriptions.length === 0 && <OtherPlan {...props} membership={view.membership} now={view.now} />}
    </Card>
  );
}

function OneSubscription(
  props: Words & {
    view: BillingView;
    subscription: SubscriptionView;
    problems: BillingProblems;
    sells: boolean;
  },
) {
  const { t, locale, timeZone, subscription, view } = props;
  const { state, cancelAtPeriodEnd, currentPeriodEnd, pastDueSince } = subscription;
  const day = (at: Date) => formatTime(at, 'date', locale, timeZone);
  const tier = tierName(subscription.tier as Tier);
  const overdue = state === 'past_due' || state === 'unpaid';
  const graceEnd = pastDueSince && new Date(pastDueSince.getTime() + view.graceDays * DAY_MS);
  return (
    <div className="space-y-3 not-first:mt-4">
      <div className="flex flex-wrap items-center gap-3">
        <p className="text-xl font-semibold">{t('plan.name', { tier })}</p>
        <StatusPill tone={overdue ? 'bad' : cancelAtPeriodEnd ? 'warning' : 'good'}>
          {overdue
            ? t('plan.state.overdue')
            : cancelAtPeriodEnd
              ? t('plan.state.ending')
              : t('plan.state.active')}
        </StatusPill>
      </div>
      <p className="text-ink-2">
        {t('plan.source.subscription')} · {t(`plan.paid.${subscription.interval as Interval}`)}
        {!overdue &&
          ` · ${t(cancelAtPeriodEnd ? 'plan.ends' : 'plan.renews', { day: day(currentPeriodEnd) })}`}
      </p>
      {overdue && (
        <Alert
          tone="bad"
          title={t('plan.overdue.title')}
          action={
            props.sells && (
              <PortalButton look="primary" problems={props.problems}>
                {t('plan.overdue.pay')}
              </PortalButton>
            )
          }
        >
          {state === 'past_due' && graceEnd && graceEnd > view.now
            ? t('plan.overdue.grace', { tier, day: day(graceEnd) })
            : t('plan.overdue.over', { tier })}
        </Alert>
      )}
    </div>
  );
}

function OtherPlan(props: Words & { membership: MembershipAnswer | null; now: Date }) {
  const { t, locale, timeZone, membership, now } = props;
  if (!membership) return <p className="text-ink-2">{t('plan.notAsked')}</p>;
  if (membership.kind === 'unavailable') return <p className="text-ink-2">{t('plan.noAnswer')}</p>;
  if (membership.kind === 'unknown') return <p className="text-ink-2">{t('plan.none')}</p>;
  const { tier, validUntil, source } = membership.member;
  const known = source === 'import' || source === 'api' ? t(`plan.source.${source}`) : source;
  return (
    <>
      <p className="text-xl font-semibold">{t('plan.name', { tier: tierName(tier) })}</p>
      <p className="mt-1 text-ink-2">
        {known} ·{' '}
        {validUntil
          ? t(validUntil > now ? 'plan.until' : 'plan.lapsed', {
              day: formatTime(validUntil, 'date', locale, timeZone),
            })
          : t('plan.noEnd')}
      </p>
    </>
  );
}
