/** Plans allow one or two requests at once per key: whoever comes later waits in line, whatever session it is for. */
export type KeyQueue = {
  /** Resolves with the function that gives the place back. Rejects with the signal's reason when aborted while waiting. */
  enter(key: string, limit: number, signal: AbortSignal): Promise<() => void>;
  /** Whoever came now would wait. */
  isFull(key: string, limit: number): boolean;
};

export function createKeyQueue(): KeyQueue {
  const lines = new Map<string, { running: number; waiting: (() => void)[] }>();
  return {
    isFull: (key, limit) => (lines.get(key)?.running ?? 0) >= limit,
    async enter(key, limit, signal) {
      signal.throwIfAborted();
      const line = lines.get(key) ?? { running: 0, waiting: [] };
      lines.set(key, line);
      if (line.running >= limit) {
        await new Promise<void>((resolve, reject) => {
          const turn = (): void => {
            signal.removeEventListener('abort', leave);
            resolve();
          };
          const leave = (): void => {
            line.waiting = line.waiting.filter((other) => other !== turn);
            reject(signal.reason as Error);
          };
          line.waiting.push(turn);
          signal.addEventListener('abort', leave, { once: true });
        });
      } else {
        line.running += 1;
      }
      let left = false;
      return () => {
        if (left) return;
        left = true;
        const next = line.waiting.shift();
        if (next !== undefined) next();
        else if ((line.running -= 1) === 0) lines.delete(key);
      };
    },
  };
}
