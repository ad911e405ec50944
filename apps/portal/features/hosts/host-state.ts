import type { HostRow } from '@rockpool/db/views/hosts';
import type { Tone } from '../../ui/tone.ts';

export type HostState = 'open' | 'closed' | 'away' | 'full';

/** The one word for a host: what stops new computers first. Pure. */
export function hostState({
  away,
  accepting,
  room,
}: Pick<HostRow, 'away' | 'accepting' | 'room'>): HostState {
  if (away) return 'away';
  if (!accepting) return 'closed';
  return room === 0 ? 'full' : 'open';
}

export const hostTone: Record<HostState, Tone> = {
  open: 'good',
  closed: 'neutral',
  away: 'bad',
  full: 'warning',
};
