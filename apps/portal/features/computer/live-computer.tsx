'use client';
import { useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { OfflineBar } from '../live/offline-bar.tsx';
import { useLive } from '../live/use-live.ts';
import { ChannelsCard } from './channels-card.tsx';
import { DiskNotice } from './disk-notice.tsx';
import { LedgerCard } from './ledger-card.tsx';
import { LossNotice } from './loss-notice.tsx';
import { PhaseHero } from './phase-hero.tsx';
import { RemindersCard } from './reminders-card.tsx';
import { RenewCard } from './renew-card.tsx';
import type { InstanceSnapshot, Snapshot } from './snapshot.ts';

/** The page for somebody who has claimed; true on arrival, and kept true by the event stream. */
export function LiveComputer({
  initial,
  locale,
  consoleOrigins,
}: {
  initial: Snapshot;
  locale: Locale;
  consoleOrigins: readonly string[];
}) {
  const t = useTranslations('computer');
  const { snapshot, connection } = useLive(initial);
  const { instance, entitlements } = snapshot;
  // the newest campaign's zone speaks for what concerns the computer as a whole
  const timeZone = entitlements.at(-1)?.campaign.policy.zone ?? 'UTC';
  // what can be used first, then the newest
  const shown = [...entitlements].reverse().sort((a, b) => Number(b.available > 0) - Number(a.available > 0));
  return (
    <>
      <div className="grid items-start gap-4 lg:grid-cols-[1.4fr_1fr]">
        <div className="min-w-0 space-y-4">
          {instance?.loss && instance.phase !== 'removed' && (
            <LossNotice loss={instance.loss} locale={locale} timeZone={timeZone} />
          )}
          {instance && <DiskNotice instance={instance} />}
          {instance && (
            <PhaseHero
              snapshot={snapshot}
              locale={locale}
              timeZone={timeZone}
              instance={instance as InstanceSnapshot}
            />
          )}
          {entitlements.length > 1 && (
            <p className="text-sm text-ink-2">{t('several', { count: entitlements.length })}</p>
          )}
          {shown.map((entitlement) => (
            <RenewCard
              key={entitlement.id}
              entitlement={entitlement}
              balance={snapshot.balance}
              locale={locale}
            />
          ))}
        </div>
        <div className="min-w-0 space-y-4">
          <ChannelsCard
            snapshot={snapshot}
            locale={locale}
            timeZone={timeZone}
            consoleOrigins={consoleOrigins}
          />
          <RemindersCard reminders={snapshot.reminders} locale={locale} timeZone={timeZone} />
          {shown.map((entitlement) => (
            <LedgerCard key={entitlement.id} entitlement={entitlement} locale={locale} />
          ))}
        </div>
      </div>
      <OfflineBar connection={connection} text={t('offline')} />
    </>
  );
}
