/**
 * Hears what owners ask in their chats: at each running gateway one question is held until there is something. A gateway calls
 * nobody, so whoever wants to know has to ask; held for most of a minute, a thousand questions cost next to nothing.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { PlatformRequest, PlatformRequestList } from '@rockpool/gateway/control';
import { callGateway, sayWhy, type GatewayAt } from '../gateway-call.ts';

export type RequestWatch = {
  /** This gateway runs: it is asked from now on, or still. To be said again within the lease. */
  add(instanceId: string, gateway: GatewayAt): void;
  remove(instanceId: string): void;
  /** instances that are asked now */
  size(): number;
};

export type RequestWatchOptions = {
  answer(instanceId: string, request: PlatformRequest): Promise<string>;
  log: Logger;
  ending: AbortSignal;
  /** questions held at once; with more gateways they take turns */
  heldMax?: number;
};

type Watched = { gateway: GatewayAt; leaseUntil: number; left: AbortController };

/** Every instance is looked at once a minute; who was not, for so long, is in other hands. */
const leaseMs = 180_000;
const holdSeconds = 50;
const holdSecondsCrowded = 10;
const answerTimeoutMs = 5_000;
/** A question that is answered at once with nothing comes from a gateway that ends, or from a program that is none. */
const emptyPauseMs = 2_000;
const failedPauseMsMax = 30_000;
const answeredPauseMs = 100;
/** What one instance may ask in a minute; a program of the agent in the gateway's place could ask without end. */
const requestsPerMinuteMax = 30;
const requestId = /^[0-9a-f]{32}$/;

export function createRequestWatch({
  answer,
  log,
  ending,
  heldMax = 5_000,
}: RequestWatchOptions): RequestWatch {
  const watched = new Map<string, Watched>();
  const places = createPlaces(heldMax);

  async function listen(id: string, { gateway, left }: Watched): Promise<void> {
    const signal = AbortSignal.any([left.signal, ending]);
    const pause = (ms: number) => delay(ms, undefined, { signal }).catch(() => {});
    let failures = 0;
    const quota = createQuota();
    while (!signal.aborted && (watched.get(id)?.leaseUntil ?? 0) > Date.now()) {
      const askedAt = Date.now();
      try {
        const requests = await places.hold((isCrowded) =>
          ask(gateway, isCrowded ? holdSecondsCrowded : holdSeconds, signal),
        );
        if (requests === 'none-of-ours') return;
        failures = 0;
        for (const request of requests) {
          if (!quota.take()) break;
          const text = await answer(id, request);
          await give(gateway, request.id, text, signal);
        }
        if (requests.length > 0) await pause(quota.isUsedUp() ? quota.restMs() : answeredPauseMs);
        else if (Date.now() - askedAt < emptyPauseMs) await pause(emptyPauseMs);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        log.debug({ instanceId: id, why: sayWhy(error) }, 'requests of the chat could not be answered');
        await pause(Math.min(failedPauseMsMax, 500 * 2 ** failures));
      }
    }
  }

  function remove(id: string) {
    watched.get(id)?.left.abort();
    watched.delete(id);
  }

  return {
    add(id, gateway) {
      if (ending.aborted) return;
      const leaseUntil = Date.now() + leaseMs;
      const known = watched.get(id);
      if (known && known.gateway.endpoint === gateway.endpoint && known.gateway.token === gateway.token) {
        known.leaseUntil = leaseUntil;
        return;
      }
      remove(id);
      const entry = { gateway, leaseUntil, left: new AbortController() };
      watched.set(id, entry);
      void listen(id, entry).finally(() => {
        if (watched.get(id) === entry) watched.delete(id);
      });
    },
    remove,
    size: () => watched.size,
  };
}

/** What it asks that is understood; `none-of-ours`: an older gateway, or a program that is none. */
async function ask(
  gateway: GatewayAt,
  seconds: number,
  signal: AbortSignal,
): Promise<PlatformRequest[] | 'none-of-ours'> {
  const { status, body } = await callGateway(gateway, 'GET', `/control/requests?wait=${seconds}`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout((seconds + 10) * 1_000)]),
  });
  if (status === 404) return 'none-of-ours';
  if (status !== 200) throw new Error(`the gateway answers ${status}`);
  return PlatformRequestList.parse(body).requests.flatMap((each) => {
    const parsed = PlatformRequest.safeParse(each);
    return parsed.success && requestId.test(parsed.data.id) ? [parsed.data] : [];
  });
}

async function give(gateway: GatewayAt, id: string, text: string, signal: AbortSignal): Promise<void> {
  const { status } = await callGateway(gateway, 'POST', `/control/requests/${id}/answer`, {
    body: JSON.stringify({ text }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
  });
  // nobody waits for it any more, as with a state that was asked for too long ago
  if (status !== 200 && status !== 404) throw new Error(`the gateway answers ${status} to an answer`);
}

function createQuota() {
  let since = Date.now();
  let taken = 0;
  const minuteMs = 60_000;
  return {
    take(): boolean {
      if (Date.now() - since >= minuteMs) [since, taken] = [Date.now(), 0];
      return ++taken <= requestsPerMinuteMax;
    },
    isUsedUp: () => taken > requestsPerMinuteMax,
    restMs: () => Math.max(0, since + minuteMs - Date.now()),
  };
}

/** At most so many at once; who waits for a place has one in the order of coming. */
function createPlaces(max: number) {
  let held = 0;
  const line: (() => void)[] = [];
  return {
    async hold<T>(work: (isCrowded: boolean) => Promise<T>): Promise<T> {
      if (held >= max) await new Promise<void>((resolve) => line.push(resolve));
      else held += 1;
      try {
        return await work(line.length > 0);
      } finally {
        const next = line.shift();
        if (next) next();
        else held -= 1;
      }
    },
  };
}
