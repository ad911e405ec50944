import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PageText } from './page-reader.bundle.ts';

declare const __dirname: string;

const memoryMiB = 128;

/** The words of a page as Markdown; null when reading it takes too long or too much memory. Throws the abort of `signal`. */
export async function readPage(
  html: string,
  url: string,
  signal: AbortSignal,
  readMs = 5_000,
): Promise<PageText | null> {
  // in the bundle this file has no address of its own
  const folder: string | undefined = import.meta.dirname;
  const file =
    folder === undefined
      ? path.join(__dirname, 'page-reader.cjs')
      : path.join(folder, 'page-reader.bundle.ts');
  const worker = new Worker(file, {
    workerData: { html, url },
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
    stderr: true,
  });
  const { promise, resolve } = Promise.withResolvers<PageText | null>();
  worker.once('message', resolve).once('error', () => resolve(null));
  worker.once('exit', () => resolve(null));
  const giveUp = (): void => resolve(null);
  const timer = setTimeout(giveUp, readMs);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  const page = await promise;
  clearTimeout(timer);
  signal.removeEventListener('abort', giveUp);
  await worker.terminate();
  signal.throwIfAborted();
  return page;
}
