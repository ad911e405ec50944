'use client';
import { Bot } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import type { Locale } from '../../i18n/locale.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Card, CardHead } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StatusPill } from '../../ui/status-pill.tsx';
import type { Tone } from '../../ui/tone.ts';
import type { Snapshot } from './snapshot.ts';

const tones = {
  connected: 'good',
  connecting: 'info',
  failed: 'bad',
  off: 'neutral',
} as const satisfies Record<string, Tone>;

/** Where the assistant can be talked to, and whether it hears. */
export function ChannelsCard({
  snapshot,
  locale,
  timeZone,
  consoleOrigins,
}: {
  snapshot: Snapshot;
  locale: Locale;
  timeZone: string;
  /** where the platform's own pages are */
  consoleOrigins: readonly string[];
}) {
  const t = useTranslations('computer');
  const { channels, instance, now } = snapshot;
  const running = instance?.phase === 'running';
  return (
    <Card aria-labelledby="channels">
      <CardHead
        id="channels"
        title={t('channels.title')}
        hint={
          instance?.lastActivityAt
            ? t.rich('channels.lastActivity', {
                at: () => (
                  <RelativeTime at={instance.lastActivityAt!} now={now} locale={locale} timeZone={timeZone} />
                ),
              })
            : t('channels.noActivity')
        }
      />
      {channels.length === 0 ? (
        <EmptyState
          icon={Bot}
          action={
            <ButtonLink href="/computer/set-up" size="sm">
              {t('channels.connect')}
            </ButtonLink>
          }
        >
          {t('channels.none')}
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {channels.map((channel) => {
            const seen = instance?.channelStatus.find((status) => status.appId === channel.appId);
            const state = channel.refusal ? 'failed' : running ? (seen?.state ?? 'connecting') : 'off';
            const reason = channel.refusal ? t('channels.refused') : running ? seen?.reason : undefined;
            return (
              <li
                key={channel.id}
                className="flex flex-wrap items-center gap-x-3 gap-y-1 py-3 first:pt-0 last:pb-0"
              >
                <div className="min-w-0 flex-1">
                  <p className="font-medium">{channel.botName ?? t('channels.bot')}</p>
                  <p className="text-sm text-ink-2">
                    {t(`channels.brand.${channel.brand === 'lark' ? 'lark' : 'feishu'}`)} ·{' '}
                    <span className="font-mono">{channel.appId}</span>
                  </p>
                </div>
                <StatusPill tone={reason && state === 'connected' ? 'warning' : tones[state]}>
                  {t(`channels.state.${state}`)}
                </StatusPill>
                {reason && (
                  <p className="basis-full text-sm text-red">
                    <LinkedText text={reason} origins={consoleOrigins} />
                  </p>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}
