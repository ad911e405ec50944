/**
 * Models asked with no more requests at once than their keys allow; the rest wait in line. Whoever has waited as long as a model may be
 * silent, while nobody heard anything by that key, is not made to wait for the silences of all who are before them.
 */
import type { GatewayConfig, Provider } from '../config/settings.ts';
import { explainModelFailure } from '../model-errors.ts';
import { createKeyQueue } from './key-queue.ts';
import type { ModelEvent, ModelStream, ModelTarget } from './model.ts';
import { requestsPerKey } from './vendor.ts';

/** of the time a model may be silent: those before have waited a moment longer */
const nearlyShare = 0.9;

type Bounds = { key: string; max: number; line: { heardAt: number } };

export function queuedModel(streamModel: ModelStream, config: () => GatewayConfig): ModelStream {
  const keys = createKeyQueue();
  const lines = new Map<string, Bounds['line']>();
  /** by provider: a changed configuration brings new objects */
  const known = new WeakMap<Provider, Bounds>();
  const bounds = (provider: Provider): Bounds => {
    let found = known.get(provider);
    if (found === undefined) {
      const { baseUrl, apiKey } = provider;
      // a plan counts its key at all its addresses
      const key = `${URL.parse(baseUrl)?.host} ${apiKey}`;
      const line = lines.get(key) ?? { heardAt: -Infinity };
      lines.set(key, line);
      found = { key, max: requestsPerKey(baseUrl, config().limits.requestsPerKey), line };
      known.set(provider, found);
    }
    return found;
  };
  return async function* (request) {
    const { provider } = request.target;
    const { key, max, line } = bounds(provider);
    const idleMs = provider.idleMs ?? config().limits.modelIdleMs;
    const cameAt = performance.now();
    const silentMs = (): number => performance.now() - Math.max(cameAt, line.heardAt);
    const patience = keys.isFull(key, max) ? waitFor(idleMs, silentMs, request.signal) : null;
    let leave: () => void;
    try {
      leave = await keys.enter(key, max, patience?.signal ?? request.signal);
    } catch (error) {
      request.signal.throwIfAborted();
      if (patience?.signal.aborted !== true) throw error;
      yield tooSilent(request.target);
      return;
    } finally {
      patience?.end();
    }
    try {
      if (patience !== null && silentMs() >= idleMs * nearlyShare) {
        yield tooSilent(request.target);
        return;
      }
      for await (const event of streamModel(request)) {
        const isSilence = event.type === 'failed' && event.failure.kind === 'timeout';
        if (!isSilence) line.heardAt = performance.now();
        yield event;
      }
    } finally {
      leave();
    }
  };
}

/**
 * Aborts when the outer signal does, or when `silentMs` has reached the limit. By a listener of its own: `AbortSignal.any` makes weak
 * references that the collector has to look at and to clear away, for each message that waits in a rush.
 */
function waitFor(
  idleMs: number,
  silentMs: () => number,
  outer: AbortSignal,
): { signal: AbortSignal; end(): void } {
  const patience = new AbortController();
  const look = (): void => {
    const left = idleMs - silentMs();
    if (left > 0) timer = setTimeout(look, Math.ceil(left));
    else patience.abort(new Error('nothing was heard by this key'));
  };
  const leave = (): void => patience.abort(outer.reason);
  let timer = setTimeout(look, idleMs);
  if (outer.aborted) leave();
  else outer.addEventListener('abort', leave, { once: true });
  return {
    signal: patience.signal,
    end() {
      clearTimeout(timer);
      outer.removeEventListener('abort', leave);
    },
  };
}

function tooSilent({ provider, model }: ModelTarget): ModelEvent {
  const at = { baseUrl: provider.baseUrl, model: model.id };
  return { type: 'failed', failure: explainModelFailure({ from: 'network', cause: 'timeout', ...at }) };
}
