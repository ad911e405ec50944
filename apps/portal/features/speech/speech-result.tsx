'use client';
import { useLocale, useTranslations } from 'use-intl/react';
import type { Locale } from '@/i18n/locale.ts';
import { Alert } from '@/ui/alert.tsx';
import type { Refused } from '../api/post-json.ts';
import type { SpeechResult } from './save-speech.ts';

export type SpeechWork = 'test' | 'save';

/** Refusals that have a text of their own; everything else comes explained by the vendor's answer. */
const ownTexts = [
  'not_a_url',
  'not_https',
  'has_credentials',
  'has_query',
  'private_address',
  'models_missing',
  'voice_missing',
  'key_missing',
  'key_form',
  'key_for_address',
  'model_missing',
  'model_format',
  'redirect',
  'too_large',
  'no_instance',
  'too_many',
  'offline',
] as const;

export function SpeechResultAlert({ result, work }: { result: SpeechResult | Refused; work: SpeechWork }) {
  const t = useTranslations('speech');
  const locale = useLocale() as Locale;
  if (!result.ok) {
    const explained = 'sentence' in result ? result.sentence?.[locale] : undefined;
    const reason = ownTexts.find((known) => known === result.reason) ?? 'other';
    const step = ('step' in result ? result.step : null) ?? 'form';
    return (
      <Alert tone="bad" live title={t(`refusedTitle.${step}`)}>
        {explained ?? t(`refusal.${reason}`, { detail: result.detail })}
      </Alert>
    );
  }
  const { recording, heard } = result;
  return (
    <Alert tone="good" live title={t(work === 'save' ? 'savedNow' : 'tested')}>
      <div className="space-y-2">
        {heard !== null && (
          <p className="break-words">{heard ? t('heard', { text: heard }) : t('heardNothing')}</p>
        )}
        {recording && (
          <audio
            controls
            autoPlay={work === 'test'}
            aria-label={t('play')}
            src={`data:${recording.mimeType};base64,${recording.base64}`}
            className="w-full max-w-sm"
          />
        )}
      </div>
    </Alert>
  );
}
