'use client';
import { useLocale, useTranslations } from 'use-intl/react';
import type { Locale } from '@/i18n/locale.ts';
import { Alert } from '@/ui/alert.tsx';
import type { ShownResult } from './model-fields.tsx';

/** Refusals that have a text of their own; everything else comes explained by the vendor's answer. */
const ownTexts = [
  'not_a_url',
  'not_https',
  'has_credentials',
  'has_query',
  'private_address',
  'model_missing',
  'key_missing',
  'key_form',
  'key_for_address',
  'redirect',
  'too_large',
  'no_instance',
  'too_many',
  'offline',
] as const;

export function ModelResultAlert({ result, work }: ShownResult) {
  const t = useTranslations('model');
  const locale = useLocale() as Locale;
  if (result.ok) {
    const text = work === 'save' ? t('savedNow') : t('tested', { ms: result.tookMs });
    return <Alert tone="good" live title={text} />;
  }
  const explained = 'sentence' in result ? result.sentence?.[locale] : undefined;
  const reason = ownTexts.find((known) => known === result.reason) ?? 'other';
  return (
    <Alert tone="bad" live title={t('refusedTitle')}>
      {explained ?? t(`refusal.${reason}`, { detail: result.detail })}
    </Alert>
  );
}
