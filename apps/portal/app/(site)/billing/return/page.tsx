import { appNow } from '@rockpool/db/clock';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { z } from 'zod';
import { db } from '@/db.ts';
import { requireUser } from '@/features/auth/current-user.ts';
import { cancelOrder, type Turned } from '@/features/billing/cancel-order.ts';
import { LiveRefresh } from '@/features/billing/live-refresh.tsx';
import { billingDeps } from '@/features/billing/portal-deps.ts';
import { readMark } from '@/features/billing/read-billing.ts';
import { readReturn, type Return } from '@/features/billing/read-return.ts';
import { getTranslator } from '@/i18n/translator.ts';
import type { Translator } from '@/i18n/translator-for.ts';
import { Alert } from '@/ui/alert.tsx';
import { ButtonLink } from '@/ui/button.tsx';
import { Page, PageHead } from '@/ui/page.tsx';
import { TextLink } from '@/ui/text-link.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('billing');
  return { title: t('return.title') };
}

/** What was turned away from: an order of points by its id, or a plan, which leaves no order. */
const Cancelled = z.union([z.literal('plan'), z.uuid()]);

type Params = Promise<Record<string, string | string[] | undefined>>;

/** Where the payment page sends the browser back to: says what is true, and keeps saying it. */
export default async function ReturnPage({ searchParams }: { searchParams: Params }) {
  const user = await requireUser();
  const deps = billingDeps();
  const { session, cancelled } = await searchParams;
  const isSession = typeof session === 'string' && /^cs_\w{1,200}$/.test(session);
  const turnedFrom = Cancelled.safeParse(cancelled).data;
  if (!deps || (!isSession && turnedFrom === undefined)) notFound();
  const t = await getTranslator('billing');
  // before the answer: what changes from here on is told by the stream
  const mark = await readMark(db(), user.id);
  const outcome = isSession
    ? await readReturn(deps, { userId: user.id, sessionId: session })
    : turnedFrom === undefined || turnedFrom === 'plan'
      ? ({ kind: 'cancelled' } as const)
      : await cancelOrder(deps, { userId: user.id, purchaseId: turnedFrom });
  if (outcome.kind === 'not_found') notFound();
  const hasComputer =
    (await db().instance.count({ where: { userId: user.id, phase: { not: 'removed' } } })) > 0;
  const now = (await appNow(db())).toISOString();
  return (
    <Page width="narrow">
      <PageHead title={t('return.title')} />
      {outcomeAlert(outcome, hasComputer, t)}
      <LiveRefresh initial={{ now, mark }} offline={t('offline')} />
    </Page>
  );
}

function outcomeAlert(outcome: Return | Turned, hasComputer: boolean, t: Translator<'billing'>): ReactNode {
  const back = <ButtonLink href="/billing">{t('return.back')}</ButtonLink>;
  switch (outcome.kind) {
    case 'cancelled':
      return (
        <Alert tone="info" title={t('return.cancelled.title')} action={back}>
          {t('return.cancelled.text')}
        </Alert>
      );
    case 'entered':
      return (
        <Alert
          tone="good"
          live
          title={
            outcome.what === 'plan'
              ? t('return.entered.plan')
              : t('return.entered.points', { points: outcome.points })
          }
          action={
            <>
              <ButtonLink href={hasComputer ? '/computer' : '/claim'} look="primary">
                {hasComputer ? t('return.computer') : t('return.claim')}
              </ButtonLink>
              {back}
            </>
          }
        />
      );
    case 'paid':
    case 'processing':
      return (
        <Alert tone="info" live title={t(`return.${outcome.kind}.title`)} action={back}>
          {t(`return.${outcome.kind}.text`)}
        </Alert>
      );
    case 'open':
      return (
        <Alert tone="warning" title={t('return.open.title')} action={back}>
          {t('return.open.text')} <TextLink href={outcome.url}>{t('return.open.pay')}</TextLink>
        </Alert>
      );
    default:
      return (
        <Alert
          tone={outcome.kind === 'unavailable' ? 'warning' : 'info'}
          title={t(`return.${outcome.kind === 'unavailable' ? 'unavailable' : 'expired'}.title`)}
          action={back}
        >
          {outcome.kind === 'unavailable' ? t('return.unavailable.text') : t('return.expired.text')}
        </Alert>
      );
  }
}
