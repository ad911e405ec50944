/** Texts on the server: `const t = await getTranslator('claim')`. */
import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { createTranslator } from 'use-intl/core';
import { chooseLocale, localeCookie, type Locale } from './locale.ts';
import { messages, type Messages, type Namespace } from './messages.ts';

export const getLocale = cache(async (): Promise<Locale> => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  return chooseLocale(jar.get(localeCookie)?.value, head.get('accept-language'));
});

/** A translator of one page's texts; pass it on as `Translator<'claim'>`. */
export type Translator<N extends Namespace> = ReturnType<typeof createTranslator<Messages, N>>;

export function translatorFor<N extends Namespace>(locale: Locale, namespace: N): Translator<N> {
  return createTranslator<Messages, N>({ locale, messages: messages[locale], namespace });
}

export async function getTranslator<N extends Namespace>(namespace: N): Promise<Translator<N>> {
  return translatorFor(await getLocale(), namespace);
}
