import type { ServerResponse } from 'node:http';

const keepAliveMs = 15_000;
/** a listener that reads this little is cut off and connects again */
const backlogBytesMax = 4 * 1024 * 1024;

export type EventStream = { send(event: string | null, data: string): void; end(): void };

/** Server-sent events on a response, with a comment line every 15 s so that nothing between takes it for dead. */
export function openEventStream(response: ServerResponse, onClose: () => void): EventStream {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'keep-alive',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const timer = setInterval(() => response.write(': keep-alive\n\n'), keepAliveMs).unref();
  response.once('close', () => {
    clearInterval(timer);
    onClose();
  });
  return {
    send(event, data) {
      if (response.destroyed) return;
      if (response.writableLength > backlogBytesMax) response.destroy();
      else response.write(`${event === null ? '' : `event: ${event}\n`}data: ${data}\n\n`);
    },
    end() {
      clearInterval(timer);
      response.end();
    },
  };
}
