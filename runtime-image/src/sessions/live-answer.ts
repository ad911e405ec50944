/**
 * An answer while it is made: the chat sees it grow, listeners hear each event. Words that may still become the silent token are held
 * back from both.
 */
import type { Reply } from '../channels/channel.ts';
import type { AnswerView, Showing } from './answer-view.ts';
import { isSilent, maySilence } from './silent-reply.ts';
import type { TurnEvent } from './turn-request.ts';

type Told<Type extends TurnEvent['type']> = Extract<TurnEvent, { type: Type }>;

export type LiveAnswer = {
  /** Words of the present step. */
  words(text: string): void;
  reasoning(event: Told<'reasoning'>): void;
  /** The present step has ended with calls of tools, and this is all that was said in it. */
  step(text: string): void;
  toolStart(event: Told<'tool-start'>): void;
  toolEnd(event: Told<'tool-end'>): void;
  fallback(event: Told<'fallback'>): void;
  /** No more words will come. */
  end(): void;
};

export function createLiveAnswer(
  view: AnswerView,
  { reasoning, verbose }: Showing,
  reply: Pick<Reply, 'update'>,
  emit: (event: TurnEvent) => void,
): LiveAnswer {
  /** words that listeners have not heard yet */
  let unheard = '';
  const tell = (): void => {
    if (unheard === '') return;
    emit({ type: 'delta', text: unheard });
    unheard = '';
  };
  const show = (): void => {
    const live = view.live();
    if (live !== '') reply.update(live);
  };
  return {
    words(text) {
      const gap = view.stepText() === '' && view.said() !== '' ? '\n\n' : '';
      view.text(text);
      unheard += gap + text;
      if (maySilence(view.stepText())) return;
      tell();
      show();
    },
    reasoning(event) {
      view.reasoning(event.text);
      if (reasoning === 'stream') show();
      emit(event);
    },
    step(text) {
      if (isSilent(text)) unheard = '';
      tell();
      view.step(text);
    },
    toolStart(event) {
      view.toolStart(event.call);
      if (verbose !== 'off') show();
      emit(event);
    },
    toolEnd(event) {
      view.toolEnd(event.output, event.ok);
      if (verbose === 'full') show();
      emit(event);
    },
    fallback(event) {
      view.fallback(event.from, event.failure);
      emit(event);
    },
    end() {
      if (!isSilent(view.stepText())) tell();
    },
  };
}
