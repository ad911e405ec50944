/** Keeps a worker running for as long as the process lives: the queue gives up after some seconds without its database. */
import { startPortalWorker, type JobRoom, type PortalWorker, type WorkerOptions } from './worker.ts';

const restartMs = 2_000;

/** Returns at once. */
export function keepPortalWorker(rooms: readonly JobRoom[], options: WorkerOptions): PortalWorker {
  const stopped = Promise.withResolvers<void>();
  let isStopping = false;
  let worker: PortalWorker | null = null;

  const run = async () => {
    while (!isStopping) {
      try {
        worker = await startPortalWorker(rooms, options);
        if (isStopping) break;
        await Promise.race([worker.ended, stopped.promise]);
      } catch (error) {
        options.log(
          'warn',
          `the queue of jobs stopped: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      await worker?.stop().catch(() => {});
      worker = null;
      const pause = Promise.withResolvers<void>();
      const timer = setTimeout(pause.resolve, restartMs);
      await Promise.race([pause.promise, stopped.promise]);
      clearTimeout(timer);
    }
    await worker?.stop().catch(() => {});
  };
  const running = run();
  return {
    ended: running,
    stop() {
      isStopping = true;
      stopped.resolve();
      return running;
    },
  };
}
