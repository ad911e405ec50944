import { appNow } from '@rockpool/db/clock';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { db } from '@/db.ts';
import { requireUser } from '@/features/auth/current-user.ts';
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

type Params = Promise<Record<string, string | string[] | undefined>>;

/** Where the payment page sends the browser back to: says what is true, and keeps saying it. */
export default async function ReturnPage({ searchParams }: { searchParams: Params }) {
  const user = await requireUser();
  const deps = billingDeps();
  const { session, cancelled } = await searchParams;
  const isSession = typeof session === 'string' && /^cs_\w{1,200}$/.test(session);
  if (!deps || (!isSession && cancelled === undefined)) notFound();
  const t = await getTranslator('billing');
  // before the answer: what changes from here on is told by the stream
  const mark = await readMark(db(), user.id);
  const outcome = isSession ? await readReturn(deps, { userId: user.id, sessionId: session }) : 'cancelled';
  if (outcome !== 'cancelled' && outcome.kind === 'not_found') notFound();
  const now = (await appNow(db())).toISOString();
  return (
    <Page width="narrow">
      <PageHead title={t('return.title')} />
      {outcomeAlert(outcome, t)}
      <LiveRefresh initial={{ now, mark }} offline={t('offline')} />
    </Page>
  );
}

function outcomeAlert(outcome: Return | 'cancelled', t: Translator<'billing'>): ReactNode {
  const back = <ButtonLink href="/billing">{t('return.back')}</ButtonLink>;
  if (outcome === 'cancelled')
    return (
      <Alert tone="info" title={t('return.cancelled.title')} action={back}>
        {t('return.cancelled.text')}
      </Alert>
    );
  switch (outcome.kind) {
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
              <ButtonLink href="/claim" look="primary">
                {t('return.claim')}
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
