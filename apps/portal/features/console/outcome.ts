/** What an operator reads after an action of the console, worded on the server. */
import type { Refusal } from '@rockpool/db/domain/refusals';
import type { Forbidden } from '@rockpool/db/operations/operate';
import { getLocale, getTranslator } from '../../i18n/translator.ts';
import { refusalText } from '../benefit/refusal-text.ts';
import { toWire } from '../computer/wire.ts';
import type { ActState } from './act.ts';
import { consoleZone } from './console-time.tsx';

/** `done`: it is so now. `refused`: nothing was changed, and why. Null before the first try. */
export type Outcome = { kind: 'done' | 'refused'; text: string } | null;

export const done = (text: string): Outcome => ({ kind: 'done', text });
export const refusedWith = (text: string): Outcome => ({ kind: 'refused', text });

/** Words what every action may end with; what the operation itself answered goes to `say`. */
export async function outcomeOf<T extends { kind: string }>(
  state: ActState<T | Forbidden>,
  say: (answer: T) => Outcome | Promise<Outcome>,
): Promise<Outcome> {
  const t = await getTranslator('consoleOperate');
  if (state === null) return null;
  if (state.kind === 'wrong') return refusedWith(t('wrong'));
  if (state.kind === 'unavailable') return refusedWith(t('unavailable'));
  const { answer } = state;
  if (answer.kind === 'forbidden') return refusedWith(t('forbidden'));
  if (answer.kind === 'not_found') return refusedWith(t('notFound'));
  return say(answer as T);
}

/** A refusal of the benefit as subscribers read it. */
export async function refusalOutcome(refusal: Refusal): Promise<Outcome> {
  const [t, locale] = await Promise.all([getTranslator('refusal'), getLocale()]);
  return refusedWith(refusalText(toWire(refusal), { t, locale, timeZone: consoleZone }));
}
