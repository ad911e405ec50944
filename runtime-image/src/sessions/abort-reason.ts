/**
 * Why a running turn is ended from outside. `stop` and `interrupt` (by its person's next words) end it for good; the others leave it
 * to the next start.
 */
export type AbortReason = 'stop' | 'interrupt' | 'caller_gone' | 'shutdown';
