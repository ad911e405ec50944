import { setTimeout as delay } from 'node:timers/promises';

/** Looks again and again until the answer is truthy, and returns it. Fails after `timeoutMs` with the last answer. */
export async function until<T>(
  what: string,
  look: () => Promise<T> | T,
  timeoutMs = 30_000,
): Promise<NonNullable<T>> {
  let last: T | undefined;
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await delay(20)) {
    last = await look();
    if (last) return last;
  }
  throw new Error(`waited ${timeoutMs} ms for: ${what}; last answer: ${JSON.stringify(last)}`);
}
