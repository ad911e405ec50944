/**
 * Keeps one Stream connection open: proves the credentials, opens, and comes back by itself. What the platform takes away or what
 * has gone deaf is replaced before it is dropped, so that nothing waits for a second push. A passing failure is tried again after
 * 1, 2, 4 … 60 s; while the platform refuses the app, once a minute, so that a correction there heals it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { DingtalkClient } from './client.ts';
import { failureOf, isVerdict, plainFailure, type Failure } from './failure.ts';
import { openStream, subscriptions, type StreamConnection } from './stream.ts';
import type { DingtalkTiming } from './timing.ts';

export type ConnectionState =
  | { state: 'off' | 'connecting'; failure: Failure | null }
  | { state: 'connected'; failure: null }
  | { state: 'failed'; failure: Failure };

export type ConnectionOptions = {
  clientId: string;
  client: DingtalkClient;
  timing: DingtalkTiming;
  onState(state: ConnectionState): void;
  onMessage(data: unknown): Promise<void>;
  warn(line: string): void;
};

export interface Connection {
  start(): void;
  /** Closes the socket; messages not yet acknowledged are pushed again by the platform, to whoever connects next. */
  stop(): void;
}

export function createConnection(options: ConnectionOptions): Connection {
  const { clientId, client, timing, onState, onMessage, warn } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let started = false;
  let open: StreamConnection | null = null;

  async function connect(): Promise<StreamConnection> {
    await client.prove();
    const endpoint = await client.endpoint(subscriptions);
    return openStream({ endpoint, clientId, timing, onMessage, warn });
  }

  /** One connection from its attempt to the wish for another. Resolves to the wait before the next attempt. */
  async function hold(failures: number): Promise<{ waitMs: number; failures: number }> {
    const before = open;
    try {
      open = await connect();
    } catch (error) {
      if (signal.aborted) return { waitMs: 0, failures };
      const failure = failureOf(error);
      warn(`cannot connect: ${failure.code} ${failure.message}`);
      const refused = isVerdict(error);
      onState(refused ? { state: 'failed', failure } : { state: 'connecting', failure });
      return { waitMs: refused ? timing.refusedMs : backoffMs(failures, timing), failures: failures + 1 };
    }
    before?.retire(timing.retireMs);
    if (signal.aborted) {
      open.close();
      return { waitMs: 0, failures };
    }
    const since = performance.now();
    onState({ state: 'connected', failure: null });
    const ending = await open.ending;
    const wasStable = performance.now() - since >= timing.stableMs;
    // replaced while it still stands; at once, but a platform that says goodbye at every door is not knocked at in a circle
    if (ending !== 'lost') {
      warn(
        ending === 'deaf'
          ? 'the connection went deaf, another one is opened'
          : 'the platform ends the connection',
      );
      return {
        waitMs: wasStable || failures === 0 ? 0 : backoffMs(failures, timing),
        failures: wasStable ? 0 : failures + 1,
      };
    }
    open = null;
    if (!signal.aborted) onState({ state: 'connecting', failure: plainFailure('connection_lost') });
    if (!wasStable && failures > 0) return { waitMs: backoffMs(failures, timing), failures: failures + 1 };
    return { waitMs: Math.random() * timing.returnSpreadMs, failures: wasStable ? 0 : 1 };
  }

  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      const next = await hold(failures);
      failures = next.failures;
      if (next.waitMs > 0) await pause(next.waitMs, undefined, { signal }).catch(() => {});
    }
  }

  return {
    start() {
      if (started) return;
      started = true;
      onState({ state: 'connecting', failure: null });
      void run();
    },
    stop() {
      stopping.abort();
      open?.close();
      onState({ state: 'off', failure: null });
    },
  };
}

/** 1, 2, 4 … 60 s, each up to a fifth longer. */
export function backoffMs(failures: number, { reconnectMs, reconnectMsMax }: DingtalkTiming): number {
  const waitMs = Math.min(reconnectMs * 2 ** Math.min(failures, 16), reconnectMsMax);
  return waitMs * (1 + Math.random() / 5);
}
