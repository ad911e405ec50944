import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHeapRelease, decideRelease, v8Heap, type Heap } from './heap-release.ts';
import { nurseryFlag } from './launch.ts';

const mb = 1024 * 1024;

describe('memory is given back', () => {
  it.each([
    ['not while something runs', { isBusy: true, committedBytes: 90 * mb, leftBytes: 16 * mb }, 'wait'],
    [
      'not for the little of a few messages',
      { isBusy: false, committedBytes: 19 * mb, leftBytes: 16 * mb },
      'leave',
    ],
    ['after a flood', { isBusy: false, committedBytes: 30 * mb, leftBytes: 16 * mb }, 'collect'],
    ['the first time that it is quiet', { isBusy: false, committedBytes: 15 * mb, leftBytes: 0 }, 'collect'],
  ] as const)('%s', (_, look, expected) => expect(decideRelease(look)).toBe(expected));
});

describe('a heap that is looked after', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  class PlayedHeap implements Heap {
    bytes = 30 * mb;
    collected = 0;
    committedBytes = (): number => this.bytes;
    growth: boolean[] = [];
    collect = (): void => {
      this.collected += 1;
      this.bytes = 16 * mb;
    };
    mayGrow = (may: boolean): void => void this.growth.push(may);
  }

  it('is collected once when work has ended, and never while work comes or runs', () => {
    const heap = new PlayedHeap();
    let isBusy = false;
    const release = createHeapRelease(heap, () => isBusy);
    for (let second = 0; second < 60; second += 1) {
      release.noteWork();
      vi.advanceTimersByTime(1_000);
    }
    isBusy = true;
    vi.advanceTimersByTime(60_000);
    expect(heap.collected).toBe(0);
    isBusy = false;
    vi.advanceTimersByTime(60_000);
    expect(heap.collected).toBe(1);
  });

  it('may grow from the first message on until it is quiet', () => {
    const heap = new PlayedHeap();
    const release = createHeapRelease(heap, () => false);
    for (let second = 0; second < 30; second += 1) {
      release.noteWork();
      vi.advanceTimersByTime(1_000);
    }
    expect(heap.growth).toEqual([true]);
    vi.advanceTimersByTime(60_000);
    expect(heap.growth).toEqual([true, false]);
    release.noteWork();
    expect(heap.growth).toEqual([true, false, true]);
    release.close();
  });

  it('sets no timer while nothing comes, and none after its end', () => {
    const heap = new PlayedHeap();
    const release = createHeapRelease(heap, () => false);
    expect(vi.getTimerCount()).toBe(0);
    release.noteWork();
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(vi.getTimerCount()).toBe(0);
    release.noteWork();
    release.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is left alone by a message now and then', () => {
    const heap = new PlayedHeap();
    const release = createHeapRelease(heap, () => false);
    for (let message = 0; message < 10; message += 1) {
      release.noteWork();
      vi.advanceTimersByTime(60_000);
      heap.bytes += 0.3 * mb;
    }
    expect(heap.collected).toBe(1);
  });
});

it('V8 itself returns the pages of garbage to the system', () => {
  setFlagsFromString('--semi-space-growth-factor=1');
  const privateBytes = (): number =>
    Number(/^Anonymous:\s+(\d+)/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'))![1]) * 1024;
  v8Heap.collect();
  const kept: object[] = [];
  for (let index = 0; index < 500_000; index += 1) kept.push({ index, text: `number ${index}` });
  expect(kept.length).toBe(500_000);
  const full = privateBytes();
  kept.length = 0;
  v8Heap.collect();
  expect(full - privateBytes()).toBeGreaterThan(20 * mb);
  expect(globalThis.gc).toBeUndefined();
});

it('V8 itself has more room for what is new while there is work, and less again afterwards', () => {
  const program = `
    import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
    import { v8Heap } from './heap-release.ts';
    setFlagsFromString('--semi-space-growth-factor=1');
    const sizes = [];
    const work = () => {
      const alive = [];
      for (let index = 0; index < 600_000; index += 1) {
        alive.push({ index, text: 'number ' + index });
        if (alive.length > 20_000) alive.splice(0, 10_000);
      }
      sizes.push(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size / ${mb});
    };
    work();
    v8Heap.mayGrow(true);
    work();
    v8Heap.mayGrow(false);
    v8Heap.collect();
    work();
    console.log(JSON.stringify(sizes));
  `;
  const roomOf = (...flags: string[]): string[] => {
    const args = [...flags, '--input-type=module', '-e', program];
    const sizes = execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' });
    // 2 and 8 MB, and up to 3 MB more while a collection is under way
    return (JSON.parse(sizes) as number[]).map((size) =>
      size < 6.5 ? 'small' : size < 13 ? 'large' : 'huge',
    );
  };
  expect(roomOf(nurseryFlag)).toEqual(['small', 'large', 'small']);
  // who starts it without a bound has it small for good
  expect(roomOf()).toEqual(['small', 'small', 'small']);
});
