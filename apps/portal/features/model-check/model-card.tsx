'use client';
import { BrainCircuit } from 'lucide-react';
import { useState } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import type { Locale } from '@/i18n/locale.ts';
import type { ModelView } from '../set-up/snapshot.ts';
import { Button } from '@/ui/button.tsx';
import { Card, CardHead } from '@/ui/card.tsx';
import { RelativeTime } from '@/ui/relative-time.tsx';
import { StatusPill } from '@/ui/status-pill.tsx';
import { useFocusAfter } from '@/ui/use-focus-after.ts';
import { ModelFields } from './model-fields.tsx';
import type { ModelPreset } from './presets.ts';

/** The stored model in short, or the form. The key itself is never here. */
export function ModelCard(props: {
  model: ModelView | null;
  now: string;
  presets: ModelPreset[];
  timeZone: string;
}) {
  const t = useTranslations('model');
  const { model } = props;
  const [isChanging, setChanging] = useState(false);
  const showsForm = !model || isChanging;
  const change = useFocusAfter<HTMLButtonElement>(showsForm);
  return (
    <Card id="model" aria-labelledby="model-title" className="scroll-mt-4">
      <CardHead
        id="model-title"
        title={t('title')}
        hint={t('hint')}
        action={
          model && !isChanging ? (
            <Button ref={change} size="sm" onClick={() => setChanging(true)}>
              {t('change')}
            </Button>
          ) : undefined
        }
      />
      {showsForm ? (
        <ModelFields
          stored={model}
          presets={props.presets}
          onSaved={() => setChanging(false)}
          onCancel={model ? () => setChanging(false) : null}
        />
      ) : (
        <ModelSummary {...props} model={model} />
      )}
    </Card>
  );
}

function ModelSummary(props: { model: ModelView; now: string; presets: ModelPreset[]; timeZone: string }) {
  const t = useTranslations('model');
  const locale = useLocale() as Locale;
  const { model, now, presets, timeZone } = props;
  const preset = presets.find(({ id }) => id === model.preset)?.id ?? 'custom';
  return (
    <div className="flex gap-3">
      <BrainCircuit aria-hidden className="mt-1 size-5 shrink-0 text-ink-2" />
      <div className="min-w-0 space-y-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{model.model}</span>
          <StatusPill tone="good">{t('keySaved')}</StatusPill>
        </p>
        <p className="text-sm text-ink-2">{t(`presets.${preset as 'custom'}`)}</p>
        <p className="font-mono text-sm break-all text-ink-2">{model.baseUrl}</p>
        <p className="text-sm text-ink-2">
          {t.rich('savedAt', {
            at: () => <RelativeTime at={model.acceptedAt} now={now} locale={locale} timeZone={timeZone} />,
          })}
        </p>
      </div>
    </div>
  );
}
