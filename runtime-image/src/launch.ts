/**
 * How a gateway is started so that it stays small: whoever starts one, or measures one, takes it from here. The Dockerfile says the
 * same, and the image's tests hold it to this. Pure.
 */

/**
 * The allocator of glibc. Two arenas: what compiles and collects on V8's threads has the second one, which shrinks when they are done,
 * while in a shared one a small live piece at the top held 14 MB of theirs for good. Fixed thresholds, as it raises both by itself
 * each time a large piece is freed, and then keeps what it should give back.
 */
export const allocatorEnvironment: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** A small nursery keeps an idle program small; `memory.ts` keeps it from growing. */
export const nurseryFlag = '--max-semi-space-size=4';
