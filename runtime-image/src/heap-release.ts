/**
 * Lets V8 have room while there is work, and gives memory back once a flood is over. With a young generation of 1 MB it collects
 * for every few messages, and finds alive half of what it looks at: those that are under way. V8 collects only when something asks
 * for memory: after the last message of a flood nothing does, and it keeps the garbage of the last moments and every page that it
 * used, also those that a plain collection empties. That was half of a busy gateway's private memory, held for as long as nobody
 * wrote.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { nurseryFlag } from './launch.ts';

export type Heap = {
  /** what V8 has for its objects, garbage included */
  committedBytes(): number;
  /** Ends all garbage and returns the pages that it took. Stops the program for 10 to 50 ms. */
  collect(): void;
  /** Whether the young generation may grow, up to what the program was started with. */
  mayGrow(may: boolean): void;
};

export type HeapLook = {
  /** something runs, or came since the last look */
  isBusy: boolean;
  committedBytes: number;
  /** what was left by the last collection of ours; 0 before the first */
  leftBytes: number;
};

/** quiet for so long: nobody waits for an answer, and a chat has paused */
const quietMs = 10_000;
/** below this the stop is not worth it: a message now and then must not cost a collection each */
const grownBytesMin = 4 * 1024 * 1024;

export function decideRelease({ isBusy, committedBytes, leftBytes }: HeapLook): 'wait' | 'leave' | 'collect' {
  if (isBusy) return 'wait';
  return committedBytes - leftBytes < grownBytesMin ? 'leave' : 'collect';
}

export type HeapRelease = {
  /** Work has come; an idle process sets no timer. */
  noteWork(): void;
  close(): void;
};

export function createHeapRelease(heap: Heap, isBusy: () => boolean): HeapRelease {
  let timer: NodeJS.Timeout | null = null;
  let hasNewWork = false;
  let leftBytes = 0;
  const arm = (): void => {
    hasNewWork = false;
    timer = setTimeout(look, quietMs).unref();
  };
  const look = (): void => {
    timer = null;
    const committedBytes = heap.committedBytes();
    const decision = decideRelease({ isBusy: hasNewWork || isBusy(), committedBytes, leftBytes });
    if (decision === 'wait') return arm();
    heap.mayGrow(false);
    if (decision === 'leave') return;
    heap.collect();
    leftBytes = heap.committedBytes();
  };
  return {
    noteWork() {
      hasNewWork = true;
      if (timer !== null) return;
      heap.mayGrow(true);
      arm();
    },
    close() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

type Collect = (options: { type: 'major'; flavor: 'last-resort' }) => void;
let collectAll: Collect | null = null;

export const v8Heap: Heap = {
  committedBytes: () => getHeapStatistics().total_heap_size,
  collect() {
    collectAll ??= findCollect();
    // of the kinds of collection the only one that returns emptied pages
    collectAll({ type: 'major', flavor: 'last-resort' });
  },
  mayGrow(may) {
    if (isNurseryBounded) setFlagsFromString(`--semi-space-growth-factor=${may ? 4 : 1}`);
  },
};

/** without the flag it could grow to 32 MB and more */
const isNurseryBounded = process.execArgv.includes(nurseryFlag);

/** The flag counts for contexts that are made while it is set, so that only this one knows the function. */
function findCollect(): Collect {
  setFlagsFromString('--expose-gc');
  try {
    return runInNewContext('gc') as Collect;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
