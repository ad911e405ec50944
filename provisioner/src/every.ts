import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs at once and then again, each time `pauseMs` after the last run ended, until the signal or until it answers `enough`.
 * A failed run is told and counts like any other. Resolves at the end.
 */
export async function every(
  pauseMs: number,
  until: AbortSignal,
  run: () => Promise<'enough' | void>,
  failed: (error: unknown) => void,
): Promise<void> {
  while (!until.aborted) {
    try {
      if ((await run()) === 'enough') return;
    } catch (error) {
      failed(error);
    }
    await delay(pauseMs, undefined, { signal: until }).catch(() => {});
  }
}
