'use client';
import { AudioLines } from 'lucide-react';
import { useState } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import type { Locale } from '@/i18n/locale.ts';
import { Alert } from '@/ui/alert.tsx';
import { Button } from '@/ui/button.tsx';
import { Card, CardHead } from '@/ui/card.tsx';
import { RelativeTime } from '@/ui/relative-time.tsx';
import { StatusPill } from '@/ui/status-pill.tsx';
import { useFocusAfter } from '@/ui/use-focus-after.ts';
import { usePost } from '../set-up/use-post.ts';
import type { SpeechResult } from './save-speech.ts';
import { SpeechFields } from './speech-fields.tsx';
import type { SpeechPreset } from './speech-presets.ts';
import { SpeechResultAlert } from './speech-result.tsx';
import type { SpeechView } from './speech-view.ts';

type Shown = {
  speech: SpeechView | null;
  hasModel: boolean;
  now: string;
  presets: SpeechPreset[];
  timeZone: string;
};

/** What is set in short, or the form. The key itself is never here. */
export function SpeechCard(props: Shown) {
  const t = useTranslations('speech');
  const { speech } = props;
  const [isChanging, setChanging] = useState(false);
  const [saved, setSaved] = useState<SpeechResult | 'removed' | null>(null);
  const change = useFocusAfter<HTMLButtonElement>(isChanging);
  return (
    <Card id="speech" aria-labelledby="speech-title" className="scroll-mt-4">
      <CardHead
        id="speech-title"
        title={t('title')}
        hint={t('hint')}
        action={
          speech && !isChanging ? (
            <Button ref={change} size="sm" onClick={() => setChanging(true)}>
              {t('change')}
            </Button>
          ) : undefined
        }
      />
      {isChanging ? (
        <SpeechFields
          stored={speech}
          hasModel={props.hasModel}
          presets={props.presets}
          onSaved={(result) => {
            setSaved(result);
            setChanging(false);
          }}
          onCancel={() => setChanging(false)}
        />
      ) : (
        <div className="space-y-4">
          {speech ? (
            <SpeechSummary {...props} speech={speech} onRemoved={() => setSaved('removed')} />
          ) : (
            <div className="space-y-3">
              <p className="text-sm text-ink-2">{t('off')}</p>
              <Button ref={change} onClick={() => setChanging(true)}>
                {t('turnOn')}
              </Button>
            </div>
          )}
          {speech && saved !== null && saved !== 'removed' && (
            <SpeechResultAlert result={saved} work="save" />
          )}
          {!speech && saved === 'removed' && <Alert tone="good" live title={t('removed')} />}
        </div>
      )}
    </Card>
  );
}

function SpeechSummary(props: Shown & { speech: SpeechView; onRemoved: () => void }) {
  const t = useTranslations('speech');
  const locale = useLocale() as Locale;
  const { speech, now, presets, timeZone, onRemoved } = props;
  const removal = usePost<{ ok: boolean }>('/api/set-up/speech/remove');
  const preset = presets.find(({ id }) => id === speech.preset)?.id ?? 'custom';
  const isOn = speech.trouble === null || speech.trouble === 'model_changed';
  const remove = async () => {
    if ((await removal.post({})).ok) onRemoved();
  };
  return (
    <>
      <div className="flex gap-3">
        <AudioLines aria-hidden className="mt-1 size-5 shrink-0 text-ink-2" />
        <div className="min-w-0 space-y-1 break-words">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{t(`presets.${preset as 'custom'}`)}</span>
            <StatusPill tone={isOn ? 'good' : 'warning'}>{t(isOn ? 'on' : 'paused')}</StatusPill>
          </p>
          <p className="text-sm text-ink-2">
            {speech.speakingModel
              ? t('speaksWith', { model: speech.speakingModel, voice: speech.voice })
              : t('speaksNot')}
          </p>
          <p className="text-sm text-ink-2">
            {speech.hearingModel ? t('hearsWith', { model: speech.hearingModel }) : t('hearsNot')}
          </p>
          {speech.speakingModel && <p className="text-sm text-ink-2">{t(`autos.${speech.auto}`)}</p>}
          <p className="text-sm text-ink-2">
            {t.rich('savedAt', {
              at: () => <RelativeTime at={speech.acceptedAt} now={now} locale={locale} timeZone={timeZone} />,
            })}
          </p>
        </div>
      </div>
      {speech.trouble && <Alert tone="warning" title={t(`trouble.${speech.trouble}`)} />}
      {removal.refused && <Alert tone="bad" live title={t('refusal.other')} />}
      <Button size="sm" look="quiet" className="-ml-3" busy={removal.isBusy} onClick={() => void remove()}>
        {t('remove')}
      </Button>
    </>
  );
}
