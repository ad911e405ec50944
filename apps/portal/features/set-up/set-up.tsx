'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { FeishuCard, type FeishuWay } from '../feishu/feishu-card.tsx';
import { OfflineBar } from '../live/offline-bar.tsx';
import { useLive } from '../live/use-live.ts';
import { ModelCard } from '../model-check/model-card.tsx';
import type { ModelPreset } from '../model-check/presets.ts';
import { SpeechCard } from '../speech/speech-card.tsx';
import type { SpeechPreset } from '../speech/speech-presets.ts';
import { Alert } from '@/ui/alert.tsx';
import { ButtonLink } from '@/ui/button.tsx';
import { ChecklistCard } from './checklist-card.tsx';
import { Pairings } from './pairings.tsx';
import type { SetUpSnapshot } from './snapshot.ts';

/** Left the model and what is true so far, right the scan beside it. One column on a phone. */
export function SetUp(props: {
  initial: SetUpSnapshot;
  presets: ModelPreset[];
  speechPresets: SpeechPreset[];
  timeZone: string;
  consoleUrls: { feishu: string; lark: string };
  sandboxPhone: string | null;
}) {
  const t = useTranslations('setUp');
  const { snapshot, connection } = useLive(props.initial, 'setUp', '/api/set-up/events');
  const [way, setWay] = useState<FeishuWay>('scan');
  const [isReplacing, setReplacing] = useState(false);
  const { bot, scan, model, speech, now } = snapshot;
  const consoleUrl = props.consoleUrls[bot?.brand ?? 'feishu'];

  function showFeishu(wanted: FeishuWay) {
    setWay(wanted);
    document.getElementById('feishu')?.scrollIntoView({ block: 'start' });
  }
  function enterAgain() {
    setReplacing(true);
    showFeishu(bot?.origin === 'manual' ? 'hand' : 'scan');
  }

  return (
    <div className="space-y-4">
      {snapshot.ready && (
        <Alert
          tone="good"
          live
          title={t('readyTitle')}
          action={
            <>
              <ButtonLink href="/computer/chat" look="primary" size="sm">
                {t('toChat')}
              </ButtonLink>
              <ButtonLink href="/computer" size="sm">
                {t('toComputer')}
              </ButtonLink>
            </>
          }
        >
          {t('readyText')}
        </Alert>
      )}
      <Pairings pairings={snapshot.pairings} ownerKnown={bot?.ownerKnown ?? false} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2 lg:grid-rows-[auto_1fr]">
        <ModelCard model={model} now={now} presets={props.presets} timeZone={props.timeZone} />
        <FeishuCard
          bot={bot}
          scan={scan}
          now={now}
          consoleUrl={consoleUrl}
          sandboxPhone={props.sandboxPhone}
          way={way}
          onWay={setWay}
          isReplacing={isReplacing}
          onReplacing={setReplacing}
        />
        <ChecklistCard
          steps={snapshot.steps}
          consoleUrl={consoleUrl}
          sandboxPhone={props.sandboxPhone}
          onScanAgain={() => showFeishu('scan')}
          onEnterAgain={enterAgain}
        />
      </div>
      <SpeechCard
        speech={speech}
        hasModel={model !== null}
        now={now}
        presets={props.speechPresets}
        timeZone={props.timeZone}
      />
      <OfflineBar connection={connection} text={t('away')} />
    </div>
  );
}
