/** Models asked with no more requests at once than their keys allow; the rest wait in line. */
import type { GatewayConfig } from '../config/settings.ts';
import { createKeyQueue } from './key-queue.ts';
import type { ModelStream } from './model.ts';
import { requestsPerKey } from './vendor.ts';

export function queuedModel(streamModel: ModelStream, config: () => GatewayConfig): ModelStream {
  const keys = createKeyQueue();
  return async function* (request) {
    const { provider } = request.target;
    const leave = await keys.enter(
      // a plan counts its key at all its addresses
      `${URL.parse(provider.baseUrl)?.host} ${provider.apiKey}`,
      requestsPerKey(provider.baseUrl, config().limits.requestsPerKey),
      request.signal,
    );
    try {
      yield* streamModel(request);
    } finally {
      leave();
    }
  };
}
