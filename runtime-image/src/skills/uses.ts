/** When somebody used a skill, for its rate; forgotten with the process. */
export type Uses = {
  of(skill: string, sender: string): readonly number[];
  /** @param keptMs older ones are forgotten */
  note(skill: string, sender: string, at: number, keptMs: number): void;
};

const sendersMax = 5_000;

export function createUses(): Uses {
  const known = new Map<string, number[]>();
  const keyOf = (skill: string, sender: string): string => `${skill}\n${sender}`;
  return {
    of: (skill, sender) => known.get(keyOf(skill, sender)) ?? [],
    note(skill, sender, at, keptMs) {
      const key = keyOf(skill, sender);
      const recent = (known.get(key) ?? []).filter((each) => each > at - keptMs);
      recent.push(at);
      known.delete(key);
      known.set(key, recent);
      const oldest = known.keys().next().value;
      if (known.size > sendersMax && oldest !== undefined) known.delete(oldest);
    },
  };
}
