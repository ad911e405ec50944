/** Models asked with no more requests at once than their keys allow; the rest wait in line. */
import type { GatewayConfig, Provider } from '../config/settings.ts';
import { createKeyQueue } from './key-queue.ts';
import type { ModelStream } from './model.ts';
import { requestsPerKey } from './vendor.ts';

export function queuedModel(streamModel: ModelStream, config: () => GatewayConfig): ModelStream {
  const keys = createKeyQueue();
  /** by provider: a changed configuration brings new objects */
  const known = new WeakMap<Provider, { key: string; max: number }>();
  const bounds = (provider: Provider): { key: string; max: number } => {
    let found = known.get(provider);
    if (found === undefined) {
      const { baseUrl, apiKey } = provider;
      // a plan counts its key at all its addresses
      const key = `${URL.parse(baseUrl)?.host} ${apiKey}`;
      found = { key, max: requestsPerKey(baseUrl, config().limits.requestsPerKey) };
      known.set(provider, found);
    }
    return found;
  };
  return async function* (request) {
    const { key, max } = bounds(request.target.provider);
    const leave = await keys.enter(key, max, request.signal);
    try {
      yield* streamModel(request);
    } finally {
      leave();
    }
  };
}
