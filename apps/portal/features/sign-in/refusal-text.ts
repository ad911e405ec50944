'use client';
import { useTranslations } from 'use-intl/react';
import type { SignInRefusal } from './refusals.ts';

type Refusal = {
  refusal:
    | SignInRefusal
    | `phone_${'empty' | 'malformed' | 'not_mobile'}`
    | 'not_sent'
    | 'unavailable'
    | 'too_soon'
    | 'too_many_phone'
    | 'too_many_address';
  retryAfterSeconds?: number;
};

/** The sentence for a refusal, with the time to wait in the unit a person would use. */
export function useRefusalText(): (given: Refusal) => string {
  const t = useTranslations('signIn');
  return ({ refusal, retryAfterSeconds = 0 }) => {
    const wait =
      retryAfterSeconds > 90
        ? t('waitMinutes', { minutes: Math.ceil(retryAfterSeconds / 60) })
        : t('waitSeconds', { seconds: retryAfterSeconds });
    return t(`refusal.${refusal}`, { wait });
  };
}
