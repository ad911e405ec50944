/** One question to the model for the gateway's own use: its words, or why there are none. Calls of tools are not run. */
import { modelNotConfigured, type ModelFailure } from '../model-errors.ts';
import type { TokenUsage } from './messages.ts';
import type { ModelRequest, ModelStream, ModelTarget } from './model.ts';

export type OneAnswer =
  | { kind: 'answered'; text: string; model: string; usage: TokenUsage | null }
  | { kind: 'failed'; failure: ModelFailure };

/** Asks one model after the other until one answers in words. Throws only the abort of the signal. */
export async function askOnce(
  request: Omit<ModelRequest, 'target'>,
  targets: readonly ModelTarget[],
  streamModel: ModelStream,
): Promise<OneAnswer> {
  let failure = modelNotConfigured('');
  for (const target of targets) {
    let text = '';
    for await (const event of streamModel({ ...request, target })) {
      if (event.type === 'text') text += event.text;
      else if (event.type === 'failed') failure = event.failure;
      else if (event.type === 'end' && text.trim() !== '')
        return { kind: 'answered', text, model: target.reference, usage: event.usage };
    }
    request.signal.throwIfAborted();
  }
  return { kind: 'failed', failure };
}
