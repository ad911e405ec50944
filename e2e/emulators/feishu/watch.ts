import type { Message } from './entities.ts';

/** Waiting for what happens in the emulator, for tests and benches. Each wait rejects after its `timeoutMs`. */
export interface Watch {
  /** The first message, among these or later new or changed, that satisfies `accept`. */
  message(
    present: readonly Message[],
    accept: (message: Message) => boolean,
    timeoutMs: number,
  ): Promise<Message>;
  connections(isReached: () => boolean, timeoutMs: number): Promise<void>;
  /** Calls back for every message that is new or different. Returns how to end it. */
  onMessage(listener: (message: Message) => void): () => void;
  messageChanged(message: Message): void;
  connectionsChanged(): void;
}

export function createWatch(): Watch {
  const onMessage = new Set<(message: Message) => void>();
  const onConnections = new Set<() => void>();

  function until<T, L>(
    listeners: Set<L>,
    what: string,
    timeoutMs: number,
    start: (done: (value: T) => void) => L,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        listeners.delete(listener);
        reject(new Error(`${what} did not come within ${timeoutMs} ms`));
      }, timeoutMs);
      const listener = start((value) => {
        clearTimeout(timer);
        listeners.delete(listener);
        resolve(value);
      });
      listeners.add(listener);
    });
  }

  return {
    async message(present, accept, timeoutMs) {
      const found = present.find(accept);
      if (found) return found;
      return until<Message, (message: Message) => void>(
        onMessage,
        'The message',
        timeoutMs,
        (done) => (message) => {
          if (accept(message)) done(message);
        },
      );
    },
    async connections(isReached, timeoutMs) {
      if (isReached()) return;
      return until<void, () => void>(onConnections, 'The connection', timeoutMs, (done) => () => {
        if (isReached()) done();
      });
    },
    onMessage(listener) {
      onMessage.add(listener);
      return () => onMessage.delete(listener);
    },
    // A copy: a listener that is done takes itself out.
    messageChanged: (message) => [...onMessage].forEach((listener) => listener(message)),
    connectionsChanged: () => [...onConnections].forEach((listener) => listener()),
  };
}
