import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';

/** Server-sent events to every open page. */
export interface Live {
  /** `data` is made, once, only when some page is open; it travels as JSON. */
  send(event: string, data: () => unknown): void;
  /** The response that keeps a page fed until it goes away. */
  respond(context: Context): Response;
}

const heartbeatMs = 20_000;

export function createLive(): Live {
  const listeners = new Set<(event: string, data: string) => void>();
  return {
    send(event, data) {
      if (listeners.size === 0) return;
      const text = JSON.stringify(data());
      for (const listener of listeners) listener(event, text);
    },
    respond: (context) =>
      streamSSE(context, async (stream) => {
        const listener = (event: string, data: string): void => void stream.writeSSE({ event, data });
        listeners.add(listener);
        await stream.writeSSE({ event: 'ready', data: '{}' });
        const heartbeat = setInterval(() => void stream.write(': still here\n\n'), heartbeatMs);
        heartbeat.unref();
        await new Promise<void>((resolve) => stream.onAbort(resolve));
        clearInterval(heartbeat);
        listeners.delete(listener);
      }),
  };
}
