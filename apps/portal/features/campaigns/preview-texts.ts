import { createTranslator } from 'use-intl/core';
import type { Locale } from '../../i18n/locale.ts';
import type { Messages } from '../../i18n/messages.ts';
import type { Translator } from '../../i18n/translator-for.ts';

/** The subscriber's texts in both languages, for who writes an offer in both. */
export type PreviewTexts = Record<Locale, Pick<Messages, 'campaign' | 'refusal'>>;

export const offerWords = (texts: PreviewTexts, locale: Locale): Translator<'campaign'> =>
  createTranslator<Messages, 'campaign'>({ locale, messages: whole(texts, locale), namespace: 'campaign' });

export const refusalWords = (texts: PreviewTexts, locale: Locale): Translator<'refusal'> =>
  createTranslator<Messages, 'refusal'>({ locale, messages: whole(texts, locale), namespace: 'refusal' });

// a translator of one namespace reads no other
const whole = (texts: PreviewTexts, locale: Locale) => texts[locale] as Messages;
