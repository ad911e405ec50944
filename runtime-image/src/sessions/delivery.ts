/** waits between attempts to send a stored answer; after the last one it is given up until the next start */
const waitsMs = [1_000, 5_000, 30_000, 120_000, 600_000];

export type Deliveries = {
  /** Resolves after the first attempt; further ones go on by themselves. Never rejects. */
  deliver(job: {
    /** rejects when nothing could be delivered; is called again then */
    finish(): Promise<void>;
    done(): void;
    failed(error: unknown, attemptsLeft: number): void;
  }): Promise<void>;
  /** No attempt begins any more. */
  close(): void;
};

export function createDeliveries(): Deliveries {
  const timers = new Set<NodeJS.Timeout>();
  let closed = false;
  const attempt = async (job: Parameters<Deliveries['deliver']>[0], number: number): Promise<void> => {
    try {
      await job.finish();
    } catch (error) {
      const wait = waitsMs[number];
      job.failed(error, waitsMs.length - number);
      if (wait === undefined || closed) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        void attempt(job, number + 1);
      }, wait);
      timers.add(timer);
      return;
    }
    job.done();
  };
  return {
    deliver: (job) => attempt(job, 0),
    close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
