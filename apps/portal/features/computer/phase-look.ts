import {
  CirclePause,
  CirclePower,
  Hourglass,
  LoaderCircle,
  Trash2,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import type { Tone } from '../../ui/tone.ts';
import type { Snapshot } from './snapshot.ts';

export type Look = { tone: Tone; icon: LucideIcon; spin?: boolean };

/** What the page calls the state: the run phase, with what is under way told apart. */
export type Shown =
  | 'waiting'
  | 'creating'
  | 'restarting'
  | 'starting'
  | 'moving'
  | 'running'
  | 'stopping'
  | 'expired'
  | 'suspended'
  | 'failed'
  | 'removed';

export const looks: Record<Shown, Look> = {
  waiting: { tone: 'warning', icon: Hourglass },
  creating: { tone: 'info', icon: LoaderCircle, spin: true },
  restarting: { tone: 'info', icon: LoaderCircle, spin: true },
  starting: { tone: 'info', icon: LoaderCircle, spin: true },
  moving: { tone: 'info', icon: LoaderCircle, spin: true },
  running: { tone: 'good', icon: CirclePower },
  stopping: { tone: 'info', icon: LoaderCircle, spin: true },
  expired: { tone: 'warning', icon: CirclePause },
  suspended: { tone: 'neutral', icon: CirclePause },
  failed: { tone: 'bad', icon: TriangleAlert },
  removed: { tone: 'neutral', icon: Trash2 },
};

type Instance = Pick<
  NonNullable<Snapshot['instance']>,
  'phase' | 'phaseReason' | 'restarts' | 'restartsSeen' | 'readyAt'
>;

/** Pure. `expiresAt` and `now` in ms; an expiry that has passed is being carried out although the phase says running. */
export function shownState(instance: Instance, expiresAt: number | null, now: number): Shown {
  const { phase, phaseReason, restarts, restartsSeen, readyAt } = instance;
  if (phase === 'running') {
    if (expiresAt !== null && expiresAt <= now) return 'stopping';
    return restarts > restartsSeen ? 'restarting' : 'running';
  }
  if (phase === 'failed') return restarts > restartsSeen ? 'restarting' : 'failed';
  if (phase === 'provisioning') {
    if (phaseReason === 'restarting') return 'restarting';
    if (phaseReason === 'no_room') return 'waiting';
    if (phaseReason === 'moving') return 'moving';
    return readyAt === null ? 'creating' : 'starting';
  }
  return phase;
}
