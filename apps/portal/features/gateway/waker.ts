/** A wait that can be cut short from outside. */
export function waker(signal: AbortSignal): { pause: (ms: number) => Promise<void>; wake: () => void } {
  let resume = () => {};
  signal.addEventListener('abort', () => resume());
  return {
    wake: () => resume(),
    pause: (ms) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const timer = setTimeout(resolve, ms);
        resume = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}
