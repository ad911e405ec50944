import { expect, test } from 'vitest';
import { readLimited } from './read-limited.ts';

/** A body of no told length that never ends; `pulled` counts what was asked of it. */
function endless() {
  const seen = { pulled: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      seen.pulled += 1;
      controller.enqueue(new Uint8Array(1_000).fill(97));
    },
    cancel() {
      seen.cancelled = true;
    },
  });
  return { seen, body };
}

test('of a body without end no more is read than is allowed, and its sender is cut off', async () => {
  const { seen, body } = endless();
  await expect(readLimited({ body }, 10_000)).rejects.toThrow(RangeError);
  expect(seen.cancelled).toBe(true);
  expect(seen.pulled).toBeLessThan(15);
});

test('a body of just the allowed size is read whole, characters of many bytes too', async () => {
  const text = '贝'.repeat(3);
  expect(await readLimited(new Response(text), 9)).toBe(text);
  await expect(readLimited(new Response(text), 8)).rejects.toThrow(RangeError);
});
