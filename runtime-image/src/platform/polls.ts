/** Who waits for what: readers for the next request, askers for their answer. In memory alone. */

/** readers at once; more are refused */
const readersMax = 8;

export function createPolls() {
  const readers = new Set<() => void>();
  const askers = new Map<string, Set<(text: string) => void>>();
  let isEnded = false;

  return {
    /** Resolves when there is something new, after the time, or at the end; false when too many wait already. */
    async somethingNew(waitMs: number, signal: AbortSignal): Promise<boolean> {
      if (isEnded || signal.aborted || waitMs <= 0) return true;
      if (readers.size >= readersMax) return false;
      await new Promise<void>((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          readers.delete(end);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, waitMs).unref();
        readers.add(end);
        signal.addEventListener('abort', end);
      });
      return true;
    },
    readers: (): number => readers.size,
    wake(): void {
      for (const end of readers) end();
    },
    /** The answer, or null after the time. */
    answerTo(id: string, waitMs: number, ending: AbortSignal): Promise<string | null> {
      return new Promise((resolve, reject) => {
        const waiting = askers.get(id) ?? new Set();
        askers.set(id, waiting);
        const end = (finish: () => void): void => {
          clearTimeout(timer);
          waiting.delete(answered);
          if (waiting.size === 0) askers.delete(id);
          ending.removeEventListener('abort', ended);
          finish();
        };
        const answered = (text: string): void => end(() => resolve(text));
        const ended = (): void => end(() => reject(ending.reason as Error));
        const timer = setTimeout(() => end(() => resolve(null)), waitMs).unref();
        waiting.add(answered);
        if (ending.aborted) ended();
        else ending.addEventListener('abort', ended);
      });
    },
    /** False when nobody waits for it. */
    answered(id: string, text: string): boolean {
      const waiting = [...(askers.get(id) ?? [])];
      for (const answered of waiting) answered(text);
      return waiting.length > 0;
    },
    end(): void {
      isEnded = true;
      for (const reader of readers) reader();
    },
  };
}
