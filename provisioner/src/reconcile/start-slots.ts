/** A start costs CPU: so many at a time, the others wait in order. */
export type StartSlots = {
  /** Resolves with a slot; null at once when too many wait already. */
  take(): Promise<StartSlot | null>;
  /** slots in use */
  readonly taken: number;
};

/** `waited`: it was not free at once. Giving it back twice frees one slot only. */
export type StartSlot = { waited: boolean; giveBack: () => void };

export function createStartSlots({ slots, waitingMax }: { slots: number; waitingMax: number }): StartSlots {
  const waiting: (() => void)[] = [];
  let taken = 0;
  const once = () => {
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
      if (taken < slots) {
        taken += 1;
        return { waited: false, giveBack: once() };
      }
      if (waiting.length >= waitingMax) return null;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { waited: true, giveBack: once() };
    },
  };
}
