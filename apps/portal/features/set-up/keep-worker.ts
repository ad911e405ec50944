/** Keeps a worker running for as long as the process lives: the queue gives up after some seconds without its database. */
import { startSetUpWorker, type SetUpWorker, type WorkerOptions } from './worker.ts';
import type { SetUpDeps } from './deps.ts';

const restartMs = 2_000;

/** Returns at once. */
export function keepSetUpWorker(deps: SetUpDeps, options: WorkerOptions): SetUpWorker {
  const stopped = Promise.withResolvers<void>();
  let isStopping = false;
  let worker: SetUpWorker | null = null;

  const run = async () => {
    while (!isStopping) {
      try {
        worker = await startSetUpWorker(deps, options);
        if (isStopping) break;
        await Promise.race([worker.ended, stopped.promise]);
      } catch (error) {
        options.log(
          'warn',
          `the queue of scans stopped: ${error instanceof Error ? error.message : String(error)}`,
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
