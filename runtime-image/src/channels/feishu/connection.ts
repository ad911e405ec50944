/**
 * Keeps one long connection open: proves the credentials, opens, and comes back by itself. A passing failure is tried again
 * after 1, 2, 4 … 60 s; while the platform refuses the app, once a minute, so that a correction there heals it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Endpoint, FeishuClient } from './client.ts';
import { failureOf, isVerdict, plainFailure, type Failure } from './failure.ts';
import type { HeardEvent, LongConnection } from './sdk.ts';
import type { FeishuTiming } from './timing.ts';

export type Bot = { id: string; name: string };
export type ConnectionState =
  | { state: 'off' | 'connecting'; failure: Failure | null }
  | { state: 'connected'; failure: null }
  | { state: 'failed'; failure: Failure };

export type ConnectionOptions = {
  appId: string;
  client: FeishuClient;
  timing: FeishuTiming;
  onBot(bot: Bot): void;
  onState(state: ConnectionState): void;
  onMessage(event: unknown): Promise<void>;
  onEvent(name: HeardEvent, event: unknown): Promise<unknown>;
  warn(line: string): void;
};

export interface Connection {
  start(): void;
  /** Closes the socket; events not yet acknowledged are pushed again by the platform, to whoever connects next. */
  stop(): void;
}

const appIdForm = /^cli_[0-9a-fA-F]{16}$/;

export function createConnection(options: ConnectionOptions): Connection {
  const { appId, client, timing, onBot, onState, onMessage, onEvent, warn } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let started = false;
  let open: LongConnection | null = null;

  async function prove(): Promise<Endpoint> {
    onBot(await client.bot());
    return client.endpoint();
  }

  async function connect(): Promise<LongConnection> {
    // loaded while the platform's answers are on their way
    const [{ openLongConnection }, endpoint] = await Promise.all([import('./sdk.ts'), prove()]);
    const { handshakeMs, pongMs } = timing;
    return openLongConnection({ appId, endpoint, handshakeMs, pongMs, onMessage, onEvent, warn });
  }

  /** One connection from its attempt to its end. Resolves to the wait before the next attempt. */
  async function hold(failures: number): Promise<{ waitMs: number; failures: number }> {
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
    if (signal.aborted) {
      open.close();
      return { waitMs: 0, failures };
    }
    const since = performance.now();
    onState({ state: 'connected', failure: null });
    await open.lost;
    open = null;
    if (!signal.aborted) onState({ state: 'connecting', failure: plainFailure('connection_lost') });
    const wasStable = performance.now() - since >= timing.stableMs;
    if (!wasStable && failures > 0) return { waitMs: backoffMs(failures, timing), failures: failures + 1 };
    return { waitMs: Math.random() * timing.returnSpreadMs, failures: wasStable ? 0 : 1 };
  }

  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      const next = await hold(failures);
      failures = next.failures;
      await pause(next.waitMs, undefined, { signal }).catch(() => {});
    }
  }

  return {
    start() {
      if (started) return;
      started = true;
      if (!appIdForm.test(appId)) {
        onState({ state: 'failed', failure: plainFailure('invalid_app_id') });
        return;
      }
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
export function backoffMs(failures: number, { reconnectMs, reconnectMsMax }: FeishuTiming): number {
  const waitMs = Math.min(reconnectMs * 2 ** Math.min(failures, 16), reconnectMsMax);
  return waitMs * (1 + Math.random() / 5);
}
