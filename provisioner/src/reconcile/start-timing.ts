import type { Metrics } from '../metrics.ts';
import type { Action, Decision } from './decision.ts';

/** Follows the decisions of one reconcile and tells the metrics how long a start took, and how long its job had waited. */
export type StartTiming = {
  decided(decision: Pick<Decision, 'action' | 'phase'>): void;
  /** just before the action */
  acts(action: Action): void;
  /** the action threw */
  gaveUp(): void;
};

/** `dueAt`: when the job was due, in ms of the machine's clock. */
export function timeStart(
  { starts, jobToAction }: Pick<Metrics, 'starts' | 'jobToAction'>,
  dueAt: number,
  now: () => number = Date.now,
): StartTiming {
  let begunAt: number | null = null;
  let acted = false;
  const end = (outcome: 'ready' | 'failed') => {
    if (begunAt !== null) starts.observe({ outcome }, (now() - begunAt) / 1000);
    begunAt = null;
  };
  return {
    decided({ action, phase }) {
      if (action === 'start' || action === 'restart') begunAt ??= now();
      // what is neither is still on its way, and another reconcile will see it
      else if (action === 'nothing' && phase === 'running') end('ready');
      else if (action === 'nothing' && phase === 'failed') end('failed');
    },
    acts(action) {
      if (!acted) jobToAction.observe({ action }, Math.max(0, now() - dueAt) / 1000);
      acted = true;
    },
    gaveUp: () => end('failed'),
  };
}
