import { createTranslator } from 'use-intl/core';
import type { Locale } from './locale.ts';
import { messages, type Messages, type Namespace } from './messages.ts';

/** A translator of one page's texts; pass it on as `Translator<'claim'>`. */
export type Translator<N extends Namespace> = ReturnType<typeof createTranslator<Messages, N>>;

export function translatorFor<N extends Namespace>(locale: Locale, namespace: N): Translator<N> {
  return createTranslator<Messages, N>({ locale, messages: messages[locale], namespace });
}
