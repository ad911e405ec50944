import { randomUUID } from 'node:crypto';
import type { Tier } from '@rockpool/db/domain/plan';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { db } from '@/db.ts';
import { env } from '@/env.ts';
import { requireUser } from '@/features/auth/current-user.ts';
import { LiveRefresh } from '@/features/billing/live-refresh.tsx';
import type { BillingProblems } from '@/features/billing/order-button.tsx';
import { PlanCard } from '@/features/billing/plan-card.tsx';
import { PlanOffers } from '@/features/billing/plan-offers.tsx';
import { PlanPaymentsCard } from '@/features/billing/plan-payments-card.tsx';
import { PointsCard } from '@/features/billing/points-card.tsx';
import { PointsLedger } from '@/features/billing/points-ledger.tsx';
import { billingDeps } from '@/features/billing/portal-deps.ts';
import { PurchasesCard } from '@/features/billing/purchases-card.tsx';
import { readBilling, type BillingView } from '@/features/billing/read-billing.ts';
import { ClockBar } from '@/features/clock/clock-bar.tsx';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import type { Translator } from '@/i18n/translator-for.ts';
import { memberships } from '@/memberships.ts';
import { Alert } from '@/ui/alert.tsx';
import { Page, PageHead } from '@/ui/page.tsx';
import { SandboxLabel } from '@/ui/sandbox-label.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('billing');
  return { title: t('title') };
}

type Params = Promise<Record<string, string | string[] | undefined>>;

export default async function BillingPage({ searchParams }: { searchParams: Params }) {
  const user = await requireUser();
  const { page: wished, every } = await searchParams;
  const page = Math.min(Math.max(Math.trunc(Number(wished)) || 1, 1), 10_000);
  const deps = billingDeps();
  const [t, locale, view, catalog] = await Promise.all([
    getTranslator('billing'),
    getLocale(),
    readBilling(db(), memberships(), user.id, page),
    deps?.readCatalog() ?? null,
  ]);
  if (!view) redirect('/sign-in');
  const { timeZone, subscriptions, purchases, planPayments } = view;
  const sells = deps !== null;
  const words = { t, locale, timeZone };
  const problems = problemsOf(t);
  const { stripeUrl } = env().sandbox;
  return (
    <Page width="normal">
      <PageHead
        title={t('title')}
        action={stripeUrl && <SandboxLabel href={stripeUrl}>{t('sandbox')}</SandboxLabel>}
      />
      <div className="space-y-4">
        {sells && !catalog && (
          <Alert tone="warning" title={t('noCatalog.title')}>
            {t('noCatalog.text')}
          </Alert>
        )}
        <PlanCard {...words} view={view} sells={sells} problems={problems} />
        {subscriptions.length === 0 && catalog && catalog.plans.length > 0 && (
          <PlanOffers
            t={t}
            locale={locale}
            plans={catalog.plans}
            interval={every === 'year' ? 'year' : 'month'}
            orderKey={randomUUID()}
            problems={problems}
            held={heldTier(view)}
          />
        )}
        <PointsCard
          t={t}
          locale={locale}
          balance={view.balance}
          sells={sells}
          packs={(catalog?.packs ?? []).map((pack) => ({ pack, orderKey: randomUUID() }))}
          problems={problems}
        />
        <PointsLedger {...words} entries={view.entries} page={page} pages={view.pages} />
        {planPayments.length > 0 && <PlanPaymentsCard {...words} payments={planPayments} sells={sells} />}
        {(sells || purchases.length > 0) && <PurchasesCard {...words} purchases={purchases} sells={sells} />}
      </div>
      <LiveRefresh initial={{ now: view.now.toISOString(), mark: view.mark }} offline={t('offline')} />
      <ClockBar />
    </Page>
  );
}

/** The plan that somebody has without a subscription here, while it holds. */
function heldTier({ membership, now }: BillingView): Tier | null {
  if (membership?.kind !== 'member') return null;
  const { tier, validUntil } = membership.member;
  return validUntil === null || validUntil > now ? tier : null;
}

const problemsOf = (t: Translator<'billing'>): BillingProblems => ({
  not_offered: t('problem.not_offered'),
  has_plan: t('problem.has_plan'),
  order_over: t('problem.order_over'),
  unavailable: t('problem.unavailable'),
  too_often: t('problem.too_often'),
});
