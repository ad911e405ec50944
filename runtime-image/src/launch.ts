/**
 * How a gateway is started so that it stays small: whoever starts one, or measures one, takes it from here. The Dockerfile says the
 * same, and the image's tests hold it to this. Pure.
 */

/**
 * The allocator of glibc. What V8 takes to compile comes in pieces of 32 KiB, up to 16 MB at once, and goes back when it is done: as
 * mappings of their own those pieces leave the process, in the common heap a small live piece above them held them for good. Fixed
 * thresholds, as glibc otherwise raises both each time a large piece is freed.
 */
export const allocatorEnvironment: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '32768',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** A small nursery keeps a busy program small; an idle one's is smaller still, see `memory.ts` and `heap-release.ts`. */
export const nurseryFlag = '--max-semi-space-size=4';
