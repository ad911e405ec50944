/** Texts on the server: `const t = await getTranslator('claim')`. */
import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { chooseLocale, localeCookie, type Locale } from './locale.ts';
import type { Namespace } from './messages.ts';
import { translatorFor, type Translator } from './translator-for.ts';

export const getLocale = cache(async (): Promise<Locale> => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  return chooseLocale(jar.get(localeCookie)?.value, head.get('accept-language'));
});

export async function getTranslator<N extends Namespace>(namespace: N): Promise<Translator<N>> {
  return translatorFor(await getLocale(), namespace);
}
