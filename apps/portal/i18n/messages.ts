import consoleEn from '../messages/console/en.json' with { type: 'json' };
import consoleZh from '../messages/console/zh.json' with { type: 'json' };
import en from '../messages/en.json' with { type: 'json' };
import zh from '../messages/zh.json' with { type: 'json' };
import type { Locale } from './locale.ts';

/** Chinese is written first and is the type; a test holds English to the same keys and placeholders. */
export type Messages = typeof zh & typeof consoleZh;
/** A page: one top-level key of the message files; those of the console begin with `console`. */
export type Namespace = keyof Messages;

export const messages: Record<Locale, Messages> = {
  zh: { ...zh, ...consoleZh },
  en: { ...en, ...consoleEn },
};
