/** What may wait in memory for one reader that is slow, or does not read at all; whole events may exceed it once. */
const bytesMax = 4 * 1024 * 1024;

const encoder = new TextEncoder();

/** The queue of a stream whose texts are written with `enqueueText`. */
export const backlog = new ByteLengthQueuingStrategy({ highWaterMark: bytesMax });

/**
 * Hands a text to the reader; false when that one is cut off instead because too much waits for it. What waited is
 * dropped: a page connects again and gets the state whole.
 */
export function enqueueText(controller: ReadableStreamDefaultController<Uint8Array>, text: string): boolean {
  if ((controller.desiredSize ?? 0) <= 0) {
    controller.error(new Error('the reader of an event stream was too slow'));
    return false;
  }
  controller.enqueue(encoder.encode(text));
  return true;
}
