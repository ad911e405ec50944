/**
 * Follows one gateway's events for as long as a page is open: connects, and connects again after every restart, stop and
 * start of the instance.
 */
import type { ControlEvent } from '@rockpool/gateway/control';
import { GatewayError, type ControlClient } from './control-client.ts';
import type { AwayState, GatewayPlace } from './find-gateway.ts';

export type Following = {
  find: () => Promise<GatewayPlace>;
  /** Resolves after `ms`, on abort, or earlier when something about the instance has changed. Never rejects. */
  pause: (ms: number) => Promise<void>;
  signal: AbortSignal;
  /** The stream is open; what is read now misses no event. A `GatewayError` thrown here counts as a broken connection. */
  onConnected: (client: ControlClient) => Promise<void>;
  onEvent: (event: ControlEvent) => void;
  /** `unreachable`: it should run, but does not answer. Told again at every attempt. */
  onAway: (state: AwayState | 'unreachable', detail: string) => void;
};

const retryMsMin = 500;
const retryMsMax = 5_000;

/** Resolves when the signal aborts. Rejects only when the database does not answer. */
export async function followGateway({
  find,
  pause,
  signal,
  onConnected,
  onEvent,
  onAway,
}: Following): Promise<void> {
  let retryMs = retryMsMin;
  while (!signal.aborted) {
    const place = await find();
    if (place.at === 'away') {
      onAway(place.state, place.detail);
      await pause(retryMsMax);
      continue;
    }
    // one controller per connection, so that a failure after connecting does not leave the stream open
    const connection = new AbortController();
    try {
      const events = await place.client.events(AbortSignal.any([signal, connection.signal]));
      await onConnected(place.client);
      retryMs = retryMsMin;
      for await (const event of events) onEvent(event);
    } catch (error) {
      if (signal.aborted) return;
      const detail =
        error instanceof GatewayError && error.reason === 'refused' ? `HTTP ${error.status}` : '';
      onAway('unreachable', detail);
    } finally {
      connection.abort();
    }
    await pause(retryMs);
    retryMs = Math.min(retryMs * 2, retryMsMax);
  }
}
