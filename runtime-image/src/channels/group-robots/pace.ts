/** How fast a robot may speak. Pure. */

export type Limits = {
  /** at most `count` messages within `ms`; the platforms count arrivals, we count departures, so each is a little longer than theirs */
  windows: readonly { ms: number; count: number }[];
  /** how long a robot is left alone after the platform found it too fast */
  restMs: number;
  /** messages that may wait for one robot */
  waitingMax: number;
};

/** How long the next message waits. @param sentAt when earlier ones went, oldest first */
export function waitMs(sentAt: readonly number[], { windows }: Limits, now: number): number {
  const free = windows.map(({ ms, count }) => (sentAt.at(-count) ?? -Infinity) + ms);
  return Math.max(0, ...free.map((at) => at - now));
}

/** The ones that still count. */
export function within(sentAt: readonly number[], { windows }: Limits, now: number): number[] {
  const longest = Math.max(...windows.map(({ ms }) => ms));
  return sentAt.filter((at) => at > now - longest);
}
