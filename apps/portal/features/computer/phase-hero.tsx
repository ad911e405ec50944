'use client';
import { CalendarPlus, MessageCircle, Settings2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { SandboxLabel } from '../../ui/sandbox-label.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import { Time } from '../../ui/time.tsx';
import { useAppClock } from '../live/use-app-clock.ts';
import { looks, shownState, type Shown } from './phase-look.ts';
import { RestartButton } from './restart-button.tsx';
import { SetUpPill } from './set-up-pill.tsx';
import type { InstanceSnapshot, Snapshot } from './snapshot.ts';
import { StartProgress } from './start-progress.tsx';
import { TimeLeft } from './time-left.tsx';

type Props = { snapshot: Snapshot; instance: InstanceSnapshot; locale: Locale; timeZone: string };

/** What is true now in one big line, why, and what to do next. */
export function PhaseHero({ snapshot, instance, locale, timeZone }: Props) {
  const t = useTranslations('computer');
  const expiresAt = latestExpiry(snapshot);
  const shown = shownState(
    instance,
    expiresAt === null ? null : Date.parse(expiresAt),
    useAppClock(snapshot.now),
  );
  const { tone, icon, spin = false } = looks[shown];
  // who watched it being created keeps the list, all done: without it the page would jump in the moment it is ready
  const [hasWatched, setWatched] = useState(false);
  if (shown === 'creating' && !hasWatched) setWatched(true);
  return (
    <Card aria-labelledby="phase">
      <div className="flex flex-wrap gap-2">
        <StatusPill tone={tone} icon={icon} spin={spin}>
          {t(`phase.${shown}`)}
        </StatusPill>
        <SetUpPill state={snapshot.setUp.state} />
      </div>
      <h1 id="phase" className="mt-3 text-2xl font-semibold sm:text-3xl">
        {shown === 'running' && expiresAt
          ? t.rich('headline.running', {
              left: () => (
                // a line of its own on a phone: where it only just fits, a tick would move the page
                <span className="max-sm:block">
                  <TimeLeft until={expiresAt} now={snapshot.now} />
                </span>
              ),
            })
          : t(`headlinePlain.${shown}`)}
      </h1>
      <p className="mt-1 text-ink-2">
        <Why
          shown={shown}
          expiresAt={expiresAt}
          snapshot={snapshot}
          instance={instance}
          locale={locale}
          timeZone={timeZone}
        />
      </p>
      {(shown === 'creating' || (shown === 'running' && hasWatched)) && (
        <StartProgress instance={instance} now={snapshot.now} />
      )}
      <div className="mt-5 flex flex-wrap items-start gap-2">
        <NextStep snapshot={snapshot} shown={shown} />
        {(shown === 'running' || shown === 'failed' || shown === 'restarting') && (
          <RestartButton instance={instance} recover={shown === 'failed'} />
        )}
      </div>
      {!instance.isWalled && (
        <p className="mt-4">
          <SandboxLabel>{t('noWalls')}</SandboxLabel>
        </p>
      )}
    </Card>
  );
}

function Why({
  shown,
  expiresAt,
  snapshot,
  instance,
  locale,
  timeZone,
}: Props & { shown: Shown; expiresAt: string | null }) {
  const t = useTranslations('computer');
  const at = (instant: string) => <Time at={instant} shape="dateTime" locale={locale} timeZone={timeZone} />;
  switch (shown) {
    case 'running':
      return expiresAt ? (
        t.rich('why.running', {
          until: () => <Time at={expiresAt} shape="weekdayDateTime" locale={locale} timeZone={timeZone} />,
        })
      ) : (
        <>{t('why.runningUncounted')}</>
      );
    case 'expired':
      return t.rich('why.expired', { since: () => at(instance.phaseSince) });
    case 'failed':
      return (
        <>
          {t.has(`failure.${instance.phaseReason as 'crashed'}`)
            ? t(`failure.${instance.phaseReason as 'crashed'}`)
            : t('failure.other')}
          {instance.phaseDetail && <span className="block font-mono text-sm">{instance.phaseDetail}</span>}
          {instance.retryAt && (
            <span className="block">
              {t.rich('why.retry', {
                when: () => (
                  <RelativeTime
                    at={instance.retryAt!}
                    now={snapshot.now}
                    locale={locale}
                    timeZone={timeZone}
                  />
                ),
              })}
            </span>
          )}
        </>
      );
    case 'removed':
      return (
        <>{t(instance.phaseReason === 'removal_asked' ? 'whyPlain.removedAsked' : 'whyPlain.removed')}</>
      );
    default:
      return <>{t(`whyPlain.${shown}`)}</>;
  }
}

/** The one thing to do next; set-up is possible in every phase, so that nobody lapses into a dead end. */
function NextStep({ snapshot, shown }: { snapshot: Snapshot; shown: Shown }) {
  const t = useTranslations('computer');
  if (shown === 'removed') return null;
  const unconfigured = snapshot.setUp.state === 'unconfigured';
  const renewable = snapshot.entitlements.findLast(({ renewal }) => !('refusal' in renewal));
  return (
    <>
      {shown === 'running' && !unconfigured && (
        <ButtonLink href="/computer/chat" look="primary">
          <MessageCircle aria-hidden className="size-4" />
          {t('next.chat')}
        </ButtonLink>
      )}
      {shown === 'expired' && renewable && (
        <ButtonLink href={`#renew-${renewable.id}`} look="primary">
          <CalendarPlus aria-hidden className="size-4" />
          {t('next.renew')}
        </ButtonLink>
      )}
      <ButtonLink href="/computer/set-up" look={unconfigured && shown !== 'failed' ? 'primary' : 'secondary'}>
        <Settings2 aria-hidden className="size-4" />
        {unconfigured ? t('next.setUp') : t('next.changeSetUp')}
      </ButtonLink>
    </>
  );
}

function latestExpiry(snapshot: Snapshot): string | null {
  const all = snapshot.entitlements.flatMap(({ expiresAt }) => expiresAt ?? []);
  return all.sort((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null;
}
