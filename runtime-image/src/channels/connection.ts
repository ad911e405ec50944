/**
 * Keeps one long connection to a platform open and comes back by itself. A connection that goes deaf or that the platform takes away
 * is replaced before it is dropped, so that nothing waits for a second push. A passing failure is tried again after 1, 2, 4 … 60 s;
 * while the platform refuses the app, once a minute, so that a correction there heals it.
 */
import { setTimeout as pause } from 'node:timers/promises';

/** `F`: what went wrong, as the channel tells it. */
export type ConnectionState<F> =
  | { state: 'off' | 'connecting'; failure: F | null }
  | { state: 'connected'; failure: null }
  | { state: 'failed'; failure: F };

/** Why another connection is needed: the socket is gone, the platform said goodbye, or nothing is heard any more. */
export type Ending = 'lost' | 'goodbye' | 'deaf';

export interface OpenConnection {
  /** The first of them; `lost` also when we closed it. With `goodbye` and `deaf` the socket may still be open. */
  readonly ending: Promise<Ending>;
  /** Called when another one has taken its place: acknowledges what is being stored, then closes. */
  retire?(): void;
  close(): void;
}

/** In milliseconds. */
export type ConnectionTiming = {
  /** first wait after a failed attempt; doubles up to `reconnectMsMax` */
  reconnectMs: number;
  reconnectMsMax: number;
  /** spread of the first attempt after a lost connection, so that a fleet does not return in one instant */
  returnSpreadMs: number;
  /** between attempts while the platform refuses the app: a person has to correct something first */
  refusedMs: number;
  /** a connection that held shorter than this counts as a failed attempt */
  stableMs: number;
};

export type ConnectionOptions<F> = {
  timing: ConnectionTiming;
  /** Proves the credentials and opens one connection; rejects with what `failureOf` and `isVerdict` understand. */
  connect(): Promise<OpenConnection>;
  failureOf(error: unknown): F;
  /** The platform refuses the app as it is: somebody has to correct something. */
  isVerdict(error: unknown): boolean;
  connectionLost: F;
  onState(state: ConnectionState<F>): void;
  warn(line: string): void;
};

export interface Connection {
  start(): void;
  /** Closes the socket; messages not yet acknowledged are pushed again by the platform, to whoever connects next. */
  stop(): void;
}

export function keepConnected<F extends { code: string; message: string }>(
  options: ConnectionOptions<F>,
): Connection {
  const { timing, connect, failureOf, isVerdict, connectionLost, onState, warn } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let started = false;
  let open: OpenConnection | null = null;

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
    before?.retire?.();
    if (signal.aborted) {
      open.close();
      return { waitMs: 0, failures };
    }
    const since = performance.now();
    onState({ state: 'connected', failure: null });
    const ending = await open.ending;
    const wasStable = performance.now() - since >= timing.stableMs;
    if (ending === 'lost') {
      open = null;
      if (!signal.aborted) onState({ state: 'connecting', failure: connectionLost });
      if (!wasStable && failures > 0) return { waitMs: backoffMs(failures, timing), failures: failures + 1 };
      return { waitMs: Math.random() * timing.returnSpreadMs, failures: wasStable ? 0 : 1 };
    }
    warn(
      ending === 'deaf'
        ? 'the connection went deaf, another one is opened'
        : 'the platform ends the connection',
    );
    // replaced while it still stands; at once, but a platform that says goodbye at every door is not knocked at in a circle
    const waitMs = wasStable || failures === 0 ? 0 : backoffMs(failures, timing);
    return { waitMs, failures: wasStable ? 0 : failures + 1 };
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
function backoffMs(failures: number, { reconnectMs, reconnectMsMax }: ConnectionTiming): number {
  const waitMs = Math.min(reconnectMs * 2 ** Math.min(failures, 16), reconnectMsMax);
  return waitMs * (1 + Math.random() / 5);
}
