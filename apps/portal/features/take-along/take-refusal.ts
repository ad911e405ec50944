/** Why there is no archive now; in the address that leads back to the page. */
const takeRefusals = ['away', 'busy', 'too_often', 'unreachable'] as const;
export type TakeRefusal = (typeof takeRefusals)[number];

export const readTakeRefusal = (value: unknown): TakeRefusal | null =>
  takeRefusals.find((each) => each === value) ?? null;
