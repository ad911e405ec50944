export type Hints = ReturnType<typeof createHints>;

/** Instances that may have changed, kept until their job is in the queue: a database that is gone must not swallow them. */
export function createHints(enqueue: (id: string) => Promise<void>) {
  const waiting = new Set<string>();
  return {
    add: (id: string) => void waiting.add(id),
    /** Throws at the first that cannot be enqueued; it and the others stay for the next time. */
    async flush(): Promise<void> {
      for (const id of waiting) {
        // Taken out first: a hint that comes meanwhile is another one.
        waiting.delete(id);
        try {
          await enqueue(id);
        } catch (error) {
          waiting.add(id);
          throw error;
        }
      }
    },
  };
}
