/** The emulator's time: the base clock plus an offset that only moves when asked. All instants are Unix milliseconds. */
export interface EmulatorClock {
  now(): number;
  /** Moves the time by `ms`; negative values step back. Returns the new time. */
  advance(ms: number): number;
}

export function createClock(base: () => number = Date.now): EmulatorClock {
  let offsetMs = 0;
  return {
    now: () => base() + offsetMs,
    advance(ms) {
      offsetMs += ms;
      return base() + offsetMs;
    },
  };
}
