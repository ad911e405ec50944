import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import type { Hub, HubEvent } from './hub.ts';
import { snapshotStream } from './stream.ts';

const mib = 1024 * 1024;

/** One listener at a time, told by hand. */
function ownHub() {
  let tell: ((event: HubEvent) => void) | null = null;
  const hub: Hub = {
    subscribe(_userId, listener) {
      tell = listener;
      return () => (tell = null);
    },
    count: () => (tell ? 1 : 0),
    close: async () => {},
  };
  return { hub, tell: (event: HubEvent) => tell?.(event) };
}

test('a page that never reads is cut off after a few megabytes, and nothing more is loaded for it', async () => {
  const { hub, tell } = ownHub();
  let loads = 0;
  const stream = snapshotStream({
    hub,
    userId: randomUUID(),
    event: 'computer',
    load: async () => ({ loads: (loads += 1), text: 'x'.repeat(mib) }),
    signal: new AbortController().signal,
  });
  await vi.waitFor(() => {
    tell('changed');
    expect(hub.count('')).toBe(0);
  }, 15_000);
  expect(loads).toBeLessThan(10);
  await expect(stream.getReader().read()).rejects.toThrow('too slow');
});

test('a page that reads gets as much as it likes', async () => {
  const { hub, tell } = ownHub();
  const abort = new AbortController();
  const stream = snapshotStream({
    hub,
    userId: randomUUID(),
    event: 'computer',
    load: async () => ({ text: 'x'.repeat(mib) }),
    signal: abort.signal,
  });
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > 20 * mib) break;
    tell('changed');
  }
  expect(bytes).toBeGreaterThan(20 * mib);
});
