'use client';
import { useTranslations } from 'use-intl/react';

type Refusal =
  | { kind: 'wrong_code' | 'not_allowed' | 'foreign' }
  | { kind: 'too_many'; retryAfterSeconds: number }
  | { kind: string }
  | null;

/** What to say beside the field of a code; empty when nothing was refused. */
export function useCodeRefusal(): (refusal: Refusal) => string {
  const t = useTranslations('consoleSecondFactor');
  return (refusal) => {
    if (refusal?.kind === 'wrong_code') return t('refusal.wrong_code');
    if (refusal?.kind === 'not_allowed') return t('refusal.not_allowed');
    if (refusal?.kind === 'foreign') return t('refusal.foreign');
    if (refusal && 'retryAfterSeconds' in refusal)
      return t('refusal.too_many', { minutes: Math.ceil(refusal.retryAfterSeconds / 60) });
    return '';
  };
}
