import { streamModel } from '../agent/stream-model.ts';
import { resolveModel } from '../config/models.ts';
import type { GatewayConfig } from '../config/settings.ts';
import { modelNotConfigured, type ModelFailure } from '../model-errors.ts';

const patienceMs = 30_000;

/** One real question, as short as can be. Null when the model answered. */
export async function askModel(reference: string, config: GatewayConfig): Promise<ModelFailure | null> {
  const target = resolveModel(reference, config.providers, config.aliases);
  if (target === null) return modelNotConfigured(reference);
  const question = { role: 'user', text: 'Say OK.' } as const;
  const signal = new AbortController().signal;
  const request = {
    target,
    system: 'Answer with one word.',
    messages: [question],
    tools: [],
    thinking: null,
    signal,
  };
  for await (const event of streamModel(request, patienceMs)) {
    if (event.type === 'failed') return event.failure;
    if (event.type === 'end') return null;
  }
  return null;
}
