import type { ModelEvent, ModelRequest } from './model.ts';
import { streamOpenAi } from './openai.ts';

/**
 * Asks a model in the form of API that it speaks. See `ModelStream` for the contract.
 * @param idleMs longest silence of the stream, first byte included; the provider's own limit wins
 */
export function streamModel(request: ModelRequest, idleMs: number): AsyncIterable<ModelEvent> {
  const { provider, model } = request.target;
  const limitMs = provider.idleMs ?? idleMs;
  return model.api === 'anthropic-messages' ? streamLater(request, limitMs) : streamOpenAi(request, limitMs);
}

async function* streamLater(request: ModelRequest, idleMs: number): AsyncGenerator<ModelEvent> {
  const { streamAnthropic } = await import('./anthropic.ts');
  yield* streamAnthropic(request, idleMs);
}
