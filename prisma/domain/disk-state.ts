/** How full a computer's own disk is, as a word that changes rarely. Pure. */

export const diskStates = ['ok', 'low', 'full'] as const;
export type DiskState = (typeof diskStates)[number];

/** Whole percent. A word ends below where it began, so that files that come and go do not turn it over and over. */
const low = { from: 80, downTo: 75 };
const full = { from: 98, downTo: 95 };

/** @param before null: nothing is known @param usedPercent 0 to 100 */
export function nextDiskState(before: DiskState | null, usedPercent: number): DiskState {
  if (usedPercent >= (before === 'full' ? full.downTo : full.from)) return 'full';
  const wasOk = before === null || before === 'ok';
  return usedPercent >= (wasOk ? low.from : low.downTo) ? 'low' : 'ok';
}
