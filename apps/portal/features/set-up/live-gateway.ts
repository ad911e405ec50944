/** Keeps what the gateway says now at hand while a page is open. */
import type { ControlClient } from '../gateway/control-client.ts';
import type { GatewayPlace } from '../gateway/find-gateway.ts';
import { followGateway } from '../gateway/follow-gateway.ts';
import { waker } from '../gateway/waker.ts';
import type { Live } from './snapshot.ts';

export type LiveGateway = {
  current(): Live;
  /** Something about the instance changed: look for the gateway at once instead of at the next try. */
  wake(): void;
  close(): void;
};

/** Pairing requests are asked for this often; they are the one thing the event stream does not carry. */
const pairingsEveryMs = 3_000;

export function liveGateway(find: () => Promise<GatewayPlace>, onChange: () => void): LiveGateway {
  const stop = new AbortController();
  const { pause, wake } = waker(stop.signal);
  let live: Live = null;
  let client: ControlClient | null = null;
  const set = (next: Live) => {
    if (JSON.stringify(next) === JSON.stringify(live)) return;
    live = next;
    onChange();
  };
  const readPairings = async () => {
    const from = client;
    const pairings = await from?.pairings().catch(() => null);
    if (pairings && live && from === client) set({ ...live, pairings });
  };
  const timer = setInterval(() => void readPairings(), pairingsEveryMs);

  const follow = () =>
    followGateway({
      find,
      pause,
      signal: stop.signal,
      async onConnected(connected) {
        client = connected;
        const [status, pairings] = await Promise.all([connected.status(), connected.pairings()]);
        set({ status, pairings });
      },
      onEvent(event) {
        if (event.type === 'status') set({ pairings: live?.pairings ?? [], status: event.status });
      },
      onAway() {
        client = null;
        set(null);
      },
    });
  void (async () => {
    while (!stop.signal.aborted) {
      // only the database's absence ends it; the page's own stream tells people about that
      await follow().catch(() => pause(1_000));
    }
  })();

  return {
    current: () => live,
    wake,
    close() {
      clearInterval(timer);
      stop.abort();
    },
  };
}
