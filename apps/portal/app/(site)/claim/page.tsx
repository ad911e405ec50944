import type { RefusalReason } from '@rockpool/db/domain/refusals';
import { wayOut } from '@rockpool/db/domain/way-out';
import { ArrowRight, CalendarOff } from 'lucide-react';
import type { Metadata } from 'next';
import { db } from '@/db.ts';
import { requireUser } from '@/features/auth/current-user.ts';
import { refusalText, wayOutText } from '@/features/benefit/refusal-text.ts';
import { BillingLink } from '@/features/billing/billing-link.tsx';
import { chooseCampaign } from '@/features/campaign/current-campaign.ts';
import { needsPuzzle } from '@/features/claim/admit-claim.ts';
import { readLine } from '@/features/claim/ask-claim.ts';
import { ClaimPanel } from '@/features/claim/claim-panel.tsx';
import { OtherOffersNote } from '@/features/claim/other-offers-note.tsx';
import { PlanCheck } from '@/features/claim/plan-check.tsx';
import { readEligibility } from '@/features/claim/read-eligibility.ts';
import { WaitingListCard } from '@/features/claim/waiting-list-card.tsx';
import { ClockBar } from '@/features/clock/clock-bar.tsx';
import { toWire } from '@/features/computer/wire.ts';
import { ClientTexts } from '@/i18n/client-texts.tsx';
import { getLocale, getTranslator } from '@/i18n/translator.ts';
import { memberships } from '@/memberships.ts';
import { Alert } from '@/ui/alert.tsx';
import { ButtonLink } from '@/ui/button.tsx';
import { CardHead } from '@/ui/card.tsx';
import { EmptyState } from '@/ui/empty-state.tsx';
import { InputField } from '@/ui/field.tsx';
import { Page, PageHead } from '@/ui/page.tsx';
import { TextLink } from '@/ui/text-link.tsx';

/** Only these depend on the plan: with any other, asking for the check would promise something. */
const planRefusals = new Set<RefusalReason>([
  'consent_missing',
  'plan_missing',
  'plan_too_low',
  'plan_expired',
  'points_short',
  'membership_unavailable',
]);

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslator('claim');
  return { title: t('title') };
}

type Params = { campaign?: string | string[]; code?: string | string[] };

export default async function ClaimPage({ searchParams }: { searchParams: Promise<Params> }) {
  const user = await requireUser();
  const { campaign: slug, code } = await searchParams;
  const [t, refusals, locale, { campaign, others }] = await Promise.all([
    getTranslator('claim'),
    getTranslator('refusal'),
    getLocale(),
    chooseCampaign(db(), { userId: user.id, slug: typeof slug === 'string' ? slug : null }),
  ]);
  const eligibility = campaign && (await readEligibility(db(), memberships(), user.id, campaign));
  if (!campaign || !eligibility)
    return (
      <Page width="narrow">
        <PageHead title={t('title')} />
        <EmptyState icon={CalendarOff} action={<ButtonLink href="/">{t('toOffer')}</ButtonLink>}>
          {slug ? t('unknown') : t('none')}
        </EmptyState>
      </Page>
    );

  const timeZone = campaign.policy.zone;
  const { decision, membership, planFits, balance, claimed, place } = eligibility;
  if (claimed)
    return (
      <Page width="narrow">
        <PageHead title={t('title')} />
        <Alert
          tone="good"
          title={t('already')}
          action={
            <ButtonLink href="/computer" look="primary">
              {t('toComputer')}
              <ArrowRight aria-hidden className="size-4" />
            </ButtonLink>
          }
        />
        <OtherOffersNote t={t} locale={locale} others={others} />
        <ClockBar />
      </Page>
    );

  const line = await readLine({ campaignId: campaign.id, userId: user.id });
  const waiting = line.state === 'waiting' ? line : null;
  // who waits hears the answer of the line, not what would be answered now
  const refusal = decision.kind === 'refused' && !waiting ? decision.refusal : null;
  const { days, points } = decision.kind === 'granted' ? decision : { days: 0, points: 0 };
  const words = { t: refusals, locale, timeZone };
  const way = refusal && wayOutText(toWire(wayOut(refusal)), words);
  const wrongCode = line.state === 'refused' && line.refusal.reason.startsWith('invitation_');
  const lineRefusal = wrongCode && campaign.policy.entry === 'invitation' ? line.refusal : null;
  const asksCode = campaign.policy.entry === 'invitation';
  const isOut = refusal?.reason === 'stock_empty' || refusal?.reason === 'stock_held';
  const aboutPlan = !refusal || planRefusals.has(refusal.reason);
  // before the check there is nothing to refuse: the card above asks for it
  const asksFirst =
    refusal?.reason === 'consent_missing' || (refusal?.reason === 'points_short' && !membership);
  return (
    <Page width="narrow">
      <PageHead title={t('title')} hint={campaign.name[locale]} />
      <div className="space-y-4">
        {aboutPlan && !waiting && (
          <PlanCheck
            t={t}
            locale={locale}
            timeZone={timeZone}
            membership={membership}
            consented={eligibility.consented}
            fits={planFits}
            phone={user.phone}
            prominent={decision.kind === 'refused'}
          />
        )}
        {refusal && asksFirst && (
          <p className="text-center text-sm">
            <BillingLink way={wayOut(refusal).kind} />
          </p>
        )}
        {refusal && !asksFirst && (
          <Alert
            tone="warning"
            live
            title={t('refused')}
            action={
              <>
                <BillingLink way={wayOut(refusal).kind} />
                <TextLink href="/#rules">{t('rules')}</TextLink>
              </>
            }
          >
            <p>{refusalText(toWire(refusal), words)}</p>
            {way && <p className="mt-1">{way}</p>}
          </Alert>
        )}
        {((isOut && campaign.policy.waitingList) || place) && !waiting && (
          <WaitingListCard t={t} locale={locale} timeZone={timeZone} place={place} campaignId={campaign.id} />
        )}
        {lineRefusal && decision.kind === 'granted' && (
          <Alert tone="warning" live title={t('code.refused')}>
            <p>{refusalText(lineRefusal, words)}</p>
          </Alert>
        )}
        {(waiting || decision.kind === 'granted') && (
          <ClientTexts only={['line']}>
            <ClaimPanel
              campaignId={campaign.id}
              points={points}
              waiting={waiting}
              puzzleAhead={!waiting && (await needsPuzzle())}
              label={points === 0 ? t('offer.claim') : t('offer.claimFor', { points })}
              head={
                <CardHead
                  title={t('offer.title')}
                  hint={
                    points === 0 ? t('offer.free', { days }) : t('offer.points', { points, balance, days })
                  }
                />
              }
              foot={<p className="mt-3 text-sm text-ink-2">{t('offer.next')}</p>}
            >
              {asksCode && (
                <InputField
                  id="invitation"
                  label={t('code.label')}
                  hint={t('code.hint')}
                  name="code"
                  required
                  maxLength={64}
                  autoComplete="off"
                  autoCapitalize="characters"
                  defaultValue={typeof code === 'string' ? code.slice(0, 64) : ''}
                  className="font-mono uppercase"
                />
              )}
            </ClaimPanel>
          </ClientTexts>
        )}
      </div>
      <OtherOffersNote t={t} locale={locale} others={others} />
      <ClockBar />
    </Page>
  );
}
