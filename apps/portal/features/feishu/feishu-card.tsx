'use client';
import { cx } from 'class-variance-authority';
import { Bot } from 'lucide-react';
import { useState, type CSSProperties } from 'react';
import { useTranslations } from 'use-intl/react';
import type { BotView, ScanView } from '../set-up/snapshot.ts';
import { Card, CardHead } from '@/ui/card.tsx';
import { Tabs } from '@/ui/tabs.tsx';
import { BotSummary } from './bot-summary.tsx';
import { HandPanel } from './hand-panel.tsx';
import { ScanPanel } from './scan-panel.tsx';
import { useHeldHeight } from './use-held-height.ts';

export type FeishuWay = 'scan' | 'hand';

/** The bot in short once there is one; else the two ways to get one. A scan that runs always shows. */
export function FeishuCard(props: {
  bot: BotView | null;
  scan: ScanView | null;
  now: string;
  consoleUrl: string;
  sandboxPhone: string | null;
  way: FeishuWay;
  onWay: (way: FeishuWay) => void;
  /** the person asked to change a bot that exists */
  isReplacing: boolean;
  onReplacing: (isReplacing: boolean) => void;
}) {
  const t = useTranslations('feishu');
  const { bot, scan, way, onWay, isReplacing, onReplacing } = props;
  const [scanAtReplace, setScanAtReplace] = useState<string | null>(null);
  const isScanning = scan?.state === 'waiting' || scan?.state === 'scanned';
  const isReplaced = isReplacing && scan?.state === 'done' && scan.id !== scanAtReplace;
  const showsWays = !bot || isScanning || (isReplacing && !isReplaced);

  // in one column the checklist below must not jump while somebody reads it
  const { ref, height } = useHeldHeight<HTMLDivElement>(isScanning);

  const beginReplacing = (chosen: FeishuWay) => {
    setScanAtReplace(scan?.id ?? null);
    onWay(chosen);
    onReplacing(true);
  };
  return (
    <Card
      id="feishu"
      aria-labelledby="feishu-title"
      className="scroll-mt-4 lg:col-start-2 lg:row-span-2 lg:row-start-1"
    >
      <CardHead id="feishu-title" title={t('title')} hint={t('hint')} />
      <div
        ref={ref}
        style={{ '--held': `${height ?? 0}px` } as CSSProperties}
        className={cx('flex flex-col max-lg:min-h-(--held)', !showsWays && 'justify-center')}
      >
        {height !== undefined && !showsWays && (
          <Bot aria-hidden strokeWidth={1.25} className="mx-auto mb-8 size-16 text-line-strong lg:hidden" />
        )}
        {bot && !(isScanning && !isReplacing) && (
          <BotSummary bot={bot} canReplace={!showsWays} onReplace={beginReplacing} />
        )}
        {showsWays && (
          <div className={bot ? 'mt-6 border-t border-line pt-6' : undefined}>
            <Tabs
              label={t('title')}
              value={way}
              onChange={(id) => onWay(id as FeishuWay)}
              tabs={[
                {
                  id: 'scan',
                  label: t('byScan'),
                  content: (
                    <ScanPanel
                      scan={scan}
                      now={props.now}
                      replaces={bot !== null}
                      isStale={isReplacing && scan?.id === scanAtReplace}
                      sandboxPhone={props.sandboxPhone}
                      onKeep={bot ? () => onReplacing(false) : null}
                    />
                  ),
                },
                {
                  id: 'hand',
                  label: t('byHand'),
                  content: (
                    <HandPanel
                      stored={bot}
                      consoleUrl={props.consoleUrl}
                      onSaved={() => onReplacing(false)}
                      onKeep={bot ? () => onReplacing(false) : null}
                    />
                  ),
                },
              ]}
            />
          </div>
        )}
      </div>
    </Card>
  );
}
