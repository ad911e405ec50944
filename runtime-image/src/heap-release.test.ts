import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHeapRelease, decideRelease, v8Heap, type Heap } from './heap-release.ts';

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
    collect = (): void => {
      this.collected += 1;
      this.bytes = 16 * mb;
    };
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
