/** A start costs CPU: so many at a time, the others wait in order. */
export type StartSlots = {
  /** Resolves with the way to give the slot back; null at once when too many wait already. */
  take(): Promise<(() => void) | null>;
  /** slots in use */
  readonly taken: number;
};

export function createStartSlots({ slots, waitingMax }: { slots: number; waitingMax: number }): StartSlots {
  const waiting: (() => void)[] = [];
  let taken = 0;
  const give = () => {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      // A slot goes straight to the next in line, so it is never counted free in between.
      const next = waiting.shift();
      if (next) next();
      else taken -= 1;
    };
  };
  return {
    get taken() {
      return taken;
    },
    async take() {
      if (taken < slots) taken += 1;
      else if (waiting.length >= waitingMax) return null;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return give();
    },
  };
}
