/** A host whose machine is lost for good: whether it may be declared so, and what becomes of each computer that it concerns. */
import type { MoveFacts } from './move.ts';

export type LoseRefusal =
  /** its provisioner beat within the last minute, by the machine's clock */
  | { reason: 'host_alive'; host: string }
  /** other than were shown when it was agreed to: computers whose files would be given up */
  | { reason: 'other_count'; host: string; computers: number; shown: number };

/** null: it may be declared lost. */
export function refuseLoss(host: {
  name: string;
  beats: boolean;
  computers: number;
  shown: number;
}): LoseRefusal | null {
  const { name, beats, computers, shown } = host;
  if (beats) return { reason: 'host_alive', host: name };
  return computers === shown ? null : { reason: 'other_count', host: name, computers, shown };
}

export type Whereabouts = Pick<MoveFacts, 'host' | 'moveTo' | 'movedFrom' | 'remainsOn'>;

/**
 * - empty: its only whole volume was there; it begins anew wherever there is room.
 * - empty_here: it was still to be fetched from there; it begins anew where it was to come to.
 * - copy: as the two above, and it lives again where an earlier move left a copy.
 * - back: it was on its way there; its whole volume never left the host where it lives again.
 * - stays: it was wished there, and stays where it is.
 * - copy_forgotten: it lives elsewhere, and an old copy was there.
 * - gone: it was removed before.
 */
export type Fate = 'empty' | 'empty_here' | 'copy' | 'back' | 'stays' | 'copy_forgotten' | 'gone';

export type Survival = { fate: Fate; loss: 'all' | 'since_move' | null } & Whereabouts;

/** Its whole volume is there, or was to be fetched from there: what `refuseLoss` counts. */
export const isAtStake = ({ host, movedFrom }: Whereabouts, lost: string): boolean =>
  (movedFrom ?? host) === lost;

/** Where it is afterwards: nothing in it names the lost host. `away`: whether a host is silent. Null: it has nothing to do with it. */
export function survive(
  facts: Pick<MoveFacts, 'phase'> & Whereabouts,
  lost: string,
  away: (host: string) => boolean,
): Survival | null {
  const { phase, host, moveTo, movedFrom } = facts;
  const remainsOn = facts.remainsOn === lost ? null : facts.remainsOn;
  const nowhere = { host: null, moveTo: null, movedFrom: null, remainsOn: null };
  const hasCopy = remainsOn !== null && !away(remainsOn);
  const copy = { ...nowhere, fate: 'copy', loss: 'since_move', host: remainsOn } as const;
  if (host === lost) {
    // An older copy on a third host is still to be cleared away.
    if (movedFrom !== null) {
      const left = remainsOn === movedFrom ? null : remainsOn;
      return { ...nowhere, fate: 'back', loss: null, host: movedFrom, remainsOn: left };
    }
    // What a removed one left elsewhere is removed by whoever has it.
    if (phase === 'removed') return { ...nowhere, fate: 'gone', loss: null, host: remainsOn };
    return hasCopy ? copy : { ...nowhere, fate: 'empty', loss: 'all' };
  }
  if (movedFrom === lost) {
    const here = { host, moveTo: moveTo === lost ? null : moveTo, movedFrom: null, remainsOn };
    if (phase === 'removed') return { ...here, fate: 'gone', loss: null };
    return hasCopy ? copy : { ...here, fate: 'empty_here', loss: 'all' };
  }
  if (moveTo === lost) return { fate: 'stays', loss: null, host, moveTo: null, movedFrom, remainsOn };
  if (facts.remainsOn === lost)
    return { fate: 'copy_forgotten', loss: null, host, moveTo, movedFrom, remainsOn };
  return null;
}

const noticeMs = 30 * 86_400_000;

/** How long the page speaks of a loss. */
export const showsLoss = (lossAt: Date | null, now: Date): boolean =>
  lossAt !== null && now.getTime() - lossAt.getTime() < noticeMs;
