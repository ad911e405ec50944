/** What a refund of a pack does to the points it bought. */

export interface BoughtPoints {
  points: number;
  /** what was paid, in the currency's smallest unit */
  amount: number;
}

/** Money that went back, or was to go back: a refund or a dispute. */
export interface GiveBack {
  id: string;
  amount: number;
  /** false: it failed, was cancelled, or the dispute was won, so the money stays */
  stands: boolean;
  /** its points were taken before */
  taken: boolean;
  /** and given again, since it does not stand */
  returned: boolean;
}

/** `take`: as many points as there are, at most `points` · `return`: exactly what was taken for it */
export type RefundStep = { kind: 'take'; id: string; points: number } | { kind: 'return'; id: string };

/**
 * What is still to be entered, in this order. A part of the money costs its share of the points, rounded down over all
 * parts together: whatever order they are seen in, they sum to the share of their sum, and to all points when all the
 * money is back.
 */
export function refundSteps({ points, amount }: BoughtPoints, giveBacks: readonly GiveBack[]): RefundStep[] {
  const share = (of: number) => (amount > 0 ? Math.floor((points * Math.min(of, amount)) / amount) : points);
  const steps: RefundStep[] = [];
  let counted = 0;
  for (const { id, amount: part, stands, taken, returned } of giveBacks) {
    if (!taken || returned) continue;
    if (stands) counted += part;
    else steps.push({ kind: 'return', id });
  }
  for (const { id, amount: part, stands, taken } of giveBacks) {
    if (!stands || taken) continue;
    steps.push({ kind: 'take', id, points: share(counted + part) - share(counted) });
    counted += part;
  }
  return steps;
}
