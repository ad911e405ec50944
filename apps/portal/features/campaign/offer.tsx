import { endOfUse } from '@rockpool/db/domain/policy';
import type { CampaignView } from '@rockpool/db/views/campaign';
import {
  ArrowRight,
  CalendarClock,
  CalendarX2,
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
import { offerState } from './offer-state.ts';

const lineIcons = [MonitorCheck, MessageCircle, RefreshCw];

/** The offer in three lines, one button, and what is true of it right now. */
export function Offer(props: {
  t: Translator<'campaign'>;
  campaign: CampaignView;
  locale: Locale;
  /** what the visitor already has */
  claimed: boolean;
}) {
  const { t, campaign, locale, claimed } = props;
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
      <p className="mb-3">
        <Pill t={t} state={state} />
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
        {claimed && usable ? (
          <ButtonLink href="/computer" look="primary">
            {t('openComputer')}
            <ArrowRight aria-hidden className="size-4" />
          </ButtonLink>
        ) : state === 'open' ? (
          <ButtonLink href="/claim" look="primary">
            {t('claim')}
            <ArrowRight aria-hidden className="size-4" />
          </ButtonLink>
        ) : (
          <p className="rounded-card bg-sunken px-4 py-2.5 font-medium text-ink-2">{t(`noClaim.${state}`)}</p>
        )}
        <LiveFacts t={t} campaign={campaign} locale={locale} state={state} />
      </div>
    </section>
  );
}

function Pill({ t, state }: { t: Translator<'campaign'>; state: ReturnType<typeof offerState> }) {
  if (state === 'open') return <StatusPill tone="good">{t('state.open')}</StatusPill>;
  if (state === 'before')
    return (
      <StatusPill tone="info" icon={CalendarClock}>
        {t('state.before')}
      </StatusPill>
    );
  const icon = state === 'over' ? CalendarX2 : PackageX;
  return (
    <StatusPill tone="neutral" icon={icon}>
      {t(`state.${state}`)}
    </StatusPill>
  );
}
