/**
 * What is decided of a computer whose volume an operator gave up with its host: whatever is found of it is old. It begins anew
 * where nothing is; an old volume is neither run nor removed, since it may be all that is left of somebody's data.
 */
import { sayDetail } from '@rockpool/db/domain/phase-detail';
import type { Phase } from '@rockpool/db/domain/instance';
import { driftCheckMs } from './decide-keep.ts';
import { hold, lookIn, type Decision } from './decision.ts';
import type { Facts } from './facts.ts';

const oldVolume = sayDetail('old_volume', {});

/** null: it is as with any other. */
export function decideEmpty(facts: Facts): Decision | null {
  const { row, seen, wanted } = facts;
  // One that lives nowhere begins nowhere.
  if (!row.startsEmpty || row.host === null || wanted.state === 'removed') return null;
  switch (seen.state) {
    case 'absent':
      return hold(facts, 'starts_empty', 'begin_empty');
    case 'half':
      return hold(facts, 'starts_empty', 'destroy');
    case 'running':
    case 'starting':
      return hold(facts, 'old_volume', 'stop');
    case 'stopped':
      return {
        ...hold(facts, 'old_volume', 'nothing'),
        ...(wanted.state === 'running' && { phase: 'failed' as Phase, phaseReason: 'move_failed' }),
        detail: oldVolume,
        nextWakeAt: lookIn(facts, driftCheckMs),
      };
    case 'unknown':
      return null;
  }
}
