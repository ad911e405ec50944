/** One look at pictures by a model that sees, beside the conversation. */
import { modelNotConfigured, type ModelFailure } from '../model-errors.ts';
import type { MessageImage, TokenUsage } from './messages.ts';
import type { ModelStream, ModelTarget } from './model.ts';

export type Look = { kind: 'seen'; text: string } | { kind: 'failed'; failure: ModelFailure };

export type LookRequest = {
  images: MessageImage[];
  question: string;
  /** in order of preference; the next is asked at once when one fails */
  targets: readonly ModelTarget[];
  streamModel: ModelStream;
  signal: AbortSignal;
  /** told what each answer cost */
  spent(reference: string, usage: TokenUsage): void;
};

const system =
  'You look at pictures for an assistant that cannot see. Say exactly what is there: all text word for word, numbers, layout, people, things. Answer in the language of the question.';
const answerCharsMax = 8_000;

/** Throws only the abort of the signal. */
export async function lookAt(request: LookRequest): Promise<Look> {
  const { images, question, targets, streamModel, signal } = request;
  let failure = modelNotConfigured('');
  for (const target of targets) {
    // whoever configured it for pictures knows that it sees
    const seeing = { ...target, model: { ...target.model, sees: true } };
    const messages = [{ role: 'user' as const, text: question, images }];
    let text = '';
    for await (const event of streamModel({ target: seeing, system, messages, tools: [], signal })) {
      if (event.type === 'text') text += event.text;
      if (event.type === 'failed') ({ failure } = event);
      if (event.type !== 'end') continue;
      if (event.usage !== null) request.spent(target.reference, event.usage);
      return { kind: 'seen', text: text.slice(0, answerCharsMax).toWellFormed().trim() };
    }
  }
  return { kind: 'failed', failure };
}
