import { pollAfterMs } from '@rockpool/db/domain/claim-queue';
import type { Refusal } from '@rockpool/db/domain/refusals';
import type { LineView } from '@rockpool/db/ledger/claim-line-view';
import { toWire, type Wire } from '../computer/wire.ts';

export type Waiting = {
  state: 'waiting';
  /** people in front */
  before: number;
  perSecond: number;
  /** null: nothing moves */
  estimateMs: number | null;
  paused: boolean;
  /** the membership check gave no answer yet */
  setAside: boolean;
  /** when the page asks next */
  pollMs: number;
};

/** Where a claim stands, as its page and `/api/claim` say it. */
export type LineState =
  { state: 'none' } | Waiting | { state: 'claimed' } | { state: 'refused'; refusal: Wire<Refusal> };

/** `jitter` in 0..1. */
export function lineState(view: LineView, jitter: number): LineState {
  if (view.kind === 'none') return { state: 'none' };
  if (view.kind === 'answered')
    return view.answer.kind === 'claimed'
      ? { state: 'claimed' }
      : { state: 'refused', refusal: toWire(view.answer.refusal) };
  const { before, perSecond, estimateMs, paused, setAside } = view;
  const pollMs = pollAfterMs({ before, length: view.length, estimateMs }, jitter);
  return { state: 'waiting', before, perSecond, estimateMs, paused, setAside, pollMs };
}
