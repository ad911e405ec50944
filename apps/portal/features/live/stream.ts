/** One browser's server-sent events: a whole snapshot at the start and after each change, and a sign of life. */
import { backlog, enqueueText } from './backlog.ts';
import type { Hub } from './hub.ts';

/** The session ended, or the user is unknown: there is nothing more to send. */
export type Ended = { ended: true };

export type StreamOptions<T> = {
  hub: Hub;
  userId: string;
  /** event name of the snapshots */
  event: string;
  /** Reads the whole state. Throws when the database does not answer; it is then asked again. */
  load: () => Promise<T | Ended>;
  /** Told what `load` threw, once until it succeeds again. */
  failed?: (error: unknown) => void;
  signal: AbortSignal;
  /** a comment goes out, so that proxies and browsers see that somebody is there */
  aliveEveryMs?: number;
  /** the state is read and sent although nothing was heard: a revoked session ends, a drifted clock is set right */
  readEveryMs?: number;
  retryMs?: number;
};

const isEnded = (value: unknown): value is Ended =>
  typeof value === 'object' && value !== null && 'ended' in value;

/**
 * Events: `<event>` with the snapshot as JSON · `away` when the state cannot be read just now · `ended` as the last.
 * At most one load runs at a time; changes meanwhile lead to one more. Ends when `signal` is aborted.
 */
export function snapshotStream<T>(options: StreamOptions<T>): ReadableStream<Uint8Array> {
  const { hub, userId, event, load, failed, signal } = options;
  const { aliveEveryMs = 20_000, readEveryMs = 60_000, retryMs = 1_000 } = options;
  let stop = () => {};
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(controller) {
      let loading = false;
      let dirty = false;
      let over = false;
      let isAway = false;
      let retry: NodeJS.Timeout | undefined;
      const send = (text: string) => {
        if (!over && !enqueueText(controller, text)) stop();
      };
      const leave = hub.subscribe(userId, (hubEvent) => {
        if (hubEvent === 'away') send('event: away\ndata: {}\n\n');
        else if (hubEvent === 'changed') void refresh();
      });
      const alive = setInterval(() => send(':\n\n'), aliveEveryMs);
      const reread = setInterval(() => void refresh(), readEveryMs);
      stop = () => {
        if (over) return;
        over = true;
        leave();
        clearInterval(alive);
        clearInterval(reread);
        clearTimeout(retry);
        signal.removeEventListener('abort', stop);
        try {
          controller.close();
        } catch {
          // the reader has gone already
        }
      };
      signal.addEventListener('abort', stop);
      if (signal.aborted) return stop();

      async function refresh() {
        dirty = true;
        if (loading) return;
        loading = true;
        clearTimeout(retry);
        while (dirty && !over) {
          dirty = false;
          try {
            const snapshot = await load();
            isAway = false;
            if (isEnded(snapshot)) {
              send('event: ended\ndata: {}\n\n');
              return stop();
            }
            send(`event: ${event}\ndata: ${JSON.stringify(snapshot)}\n\n`);
          } catch (error) {
            if (!isAway) failed?.(error);
            isAway = true;
            send('event: away\ndata: {}\n\n');
            retry = setTimeout(() => void refresh(), retryMs);
          }
        }
        loading = false;
      }

      send('retry: 2000\n\n');
      void refresh();
    },
    cancel: () => stop(),
  };
  return new ReadableStream(source, backlog);
}
