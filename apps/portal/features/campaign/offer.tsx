import { endOfUse } from '@rockpool/db/domain/policy';
import type { CampaignView } from '@rockpool/db/views/campaign';
import {
  ArrowRight,
  CalendarClock,
  CalendarX2,
  CirclePause,
  MessageCircle,
  MonitorCheck,
  PackageX,
  RefreshCw,
} from 'lucide-react';
import type { Locale } from '../../i18n/locale.ts';
import type { Translator } from '../../i18n/translator-for.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import { tierList } from '../benefit/refusal-text.ts';
import { LiveFacts } from './live-facts.tsx';
import { claimPath, offerState, type OfferState } from './offer-state.ts';

const lineIcons = [MonitorCheck, MessageCircle, RefreshCw];

/** The offer in three lines, one button, and what is true of it right now. */
export function Offer(props: {
  t: Translator<'campaign'>;
  campaign: CampaignView;
  locale: Locale;
  /** what the visitor already has */
  claimed: boolean;
  /** one of several, so that its name has to be said */
  named?: boolean;
}) {
  const { t, campaign, locale, claimed, named = false } = props;
  const { policy } = campaign;
  const state = offerState(campaign);
  const usable = campaign.now < endOfUse(policy);
  const tiers = tierList(policy.tiers, locale);
  const { firstGrantDays, totalDaysMax } = policy;
  const lines = [
    t('line.computer'),
    t('line.chat'),
    t('line.days', { first: firstGrantDays, total: totalDaysMax, tiers }),
  ];
  return (
    <section data-live aria-labelledby="offer">
      <p className="mb-3 flex flex-wrap items-center gap-3">
        <OfferPill t={t} state={state} />
        {named && <span className="font-medium">{campaign.name[locale]}</span>}
      </p>
      <h1 id="offer" className="text-3xl leading-tight font-semibold text-balance break-keep sm:text-4xl">
        {t('title')}
      </h1>
      <ul className="mt-5 space-y-3 text-lg">
        {lines.map((line, index) => {
          const Icon = lineIcons[index] ?? MonitorCheck;
          return (
            <li key={line} className="flex gap-3">
              <Icon aria-hidden className="mt-1 size-5 shrink-0 text-accent" />
              <span>{line}</span>
            </li>
          );
        })}
      </ul>
      <div className="mt-7 flex flex-wrap items-center gap-x-5 gap-y-3">
        <OfferAction t={t} campaign={campaign} state={state} claimed={claimed && usable} alone={!named} />
        <LiveFacts t={t} campaign={campaign} locale={locale} state={state} />
      </div>
    </section>
  );
}

/** The one thing to do about an offer, or why there is nothing to do. */
export function OfferAction(props: {
  t: Translator<'campaign'>;
  campaign: CampaignView;
  state: OfferState;
  claimed: boolean;
  alone: boolean;
}) {
  const { t, campaign, state, claimed, alone } = props;
  const waits = state === 'sold_out' && campaign.policy.waitingList;
  if (!claimed && state !== 'open' && !waits)
    return (
      <p className="rounded-card bg-sunken px-4 py-2.5 font-medium text-ink-2">{t(`noClaim.${state}`)}</p>
    );
  return (
    <ButtonLink href={claimed ? '/computer' : claimPath(campaign, alone)} look="primary">
      {claimed ? t('openComputer') : waits ? t('joinLine') : t('claim')}
      <ArrowRight aria-hidden className="size-4" />
    </ButtonLink>
  );
}

const icons = {
  before: CalendarClock,
  paused: CirclePause,
  sold_out: PackageX,
  over: CalendarX2,
  ended: CalendarX2,
};

export function OfferPill({ t, state }: { t: Translator<'campaign'>; state: OfferState }) {
  if (state === 'open') return <StatusPill tone="good">{t('state.open')}</StatusPill>;
  const tone = state === 'before' ? 'info' : state === 'paused' ? 'warning' : 'neutral';
  return (
    <StatusPill tone={tone} icon={icons[state]}>
      {t(`state.${state}`)}
    </StatusPill>
  );
}
