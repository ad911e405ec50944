/** Whether a computer may be asked to move, and whether a move can be taken back. */
import { emptiest, type HostRoom } from './host-room.ts';
import type { Phase, PhaseReason } from './instance.ts';

/** Where a computer is, and where it goes. */
export interface MoveFacts {
  phase: Phase;
  phaseReason: PhaseReason;
  removalAt: Date | null;
  host: string | null;
  moveTo: string | null;
  movedFrom: string | null;
  remainsOn: string | null;
}

export interface KnownHost extends HostRoom {
  /** the last beat of its provisioner; null before the first */
  seenAt: Date | null;
  /** where its volumes are fetched; null: nowhere, so nothing moves away */
  address: string | null;
}

export type MoveRefusal =
  | { reason: 'no_such_host'; host: string }
  | { reason: 'same_host'; host: string }
  /** it takes no new ones, as an operator wished */
  | { reason: 'host_closed'; host: string }
  /** not seen for 60 s: where it is to go, or where it lives */
  | { reason: 'host_away'; host: string; seenAt: Date | null }
  /** the host where it lives says no address, so its volume could not be fetched */
  | { reason: 'no_address'; host: string }
  /** `host` null: every other one */
  | { reason: 'host_full'; host: string | null; taken: number; capacity: number | null }
  /** there is one host only */
  | { reason: 'no_other_host' }
  | { reason: 'move_under_way'; from: string; to: string }
  /** what its last move left on `host` is being cleared away; of a host that is away this is not waited for */
  | { reason: 'copy_remains'; host: string }
  /** no host has taken it yet */
  | { reason: 'not_placed' }
  | { reason: 'removed'; phaseReason: PhaseReason }
  /** it lives on another host than the one that was shown */
  | { reason: 'moved_meanwhile'; host: string };

/** `again`: it goes there, or lives there, already. */
export type MoveDecision =
  { kind: 'move'; to: string } | { kind: 'again'; to: string } | { kind: 'refused'; refusal: MoveRefusal };

export interface MoveWish {
  /** null: the emptiest other host */
  to: string | null;
  /** where it lived when whoever asks looked; undefined: they did not say */
  from?: string | undefined;
}

export function decideMove(
  facts: MoveFacts,
  hosts: readonly KnownHost[],
  { to, from }: MoveWish,
): MoveDecision {
  const { host, moveTo, movedFrom, remainsOn, phase, phaseReason, removalAt } = facts;
  const target = to === null ? null : hosts.find(({ name }) => name === to);
  if (to !== null && !target) return refused({ reason: 'no_such_host', host: to });
  if (phase === 'removed' || removalAt)
    return refused({ reason: 'removed', phaseReason: removalAt ? 'removal_asked' : phaseReason });
  if (host === null) return refused({ reason: 'not_placed' });
  if (from !== undefined && from !== host && !moveTo)
    return to === null || to === host
      ? { kind: 'again', to: host }
      : refused({ reason: 'moved_meanwhile', host });
  if (moveTo && !movedFrom && (to === null || to === moveTo)) return { kind: 'again', to: moveTo };
  if (moveTo ?? movedFrom)
    return refused({ reason: 'move_under_way', from: movedFrom ?? host, to: moveTo ?? host });
  if (hosts.some(({ name, away }) => name === remainsOn && !away))
    return refused({ reason: 'copy_remains', host: remainsOn! });
  if (to === host) return refused({ reason: 'same_host', host });
  const home = hosts.find(({ name }) => name === host);
  if (home?.away) return refused({ reason: 'host_away', host, seenAt: home.seenAt });
  if (home && home.address === null) return refused({ reason: 'no_address', host });
  const others = hosts.filter(({ name }) => name !== host);
  const chosen = target ?? emptiest(others);
  if (!chosen) return refused(whyNone(others));
  const against = whyNot(chosen);
  return against ? refused(against) : { kind: 'move', to: chosen.name };
}

/** Before the hand-over the wish is dropped; after it the computer is wished back to where its volume still is. */
export type TakeBackDecision =
  | { kind: 'drop' }
  | { kind: 'return'; to: string }
  | { kind: 'again' }
  | { kind: 'refused'; refusal: { reason: 'no_move' } };

export function decideTakeBack({
  moveTo,
  movedFrom,
}: Pick<MoveFacts, 'moveTo' | 'movedFrom'>): TakeBackDecision {
  if (movedFrom) return moveTo === movedFrom ? { kind: 'again' } : { kind: 'return', to: movedFrom };
  return moveTo ? { kind: 'drop' } : { kind: 'refused', refusal: { reason: 'no_move' } };
}

const refused = (refusal: MoveRefusal) => ({ kind: 'refused', refusal }) as const;

function whyNot({ name: host, accepting, away, room, ...rest }: KnownHost): MoveRefusal | null {
  if (away) return { reason: 'host_away', host, seenAt: rest.seenAt };
  if (!accepting) return { reason: 'host_closed', host };
  return room === 0 ? { reason: 'host_full', host, taken: rest.taken, capacity: rest.capacity } : null;
}

/** What an operator can mend first: room on a host that is open, then one that is silent, then one that is closed. */
function whyNone(others: readonly KnownHost[]): MoveRefusal {
  const full = others.filter(({ accepting, away }) => accepting && !away);
  if (full.length > 0) {
    const sum = (read: (host: KnownHost) => number | null) =>
      full.reduce((all, each) => all + (read(each) ?? 0), 0);
    return { reason: 'host_full', host: null, taken: sum((h) => h.taken), capacity: sum((h) => h.capacity) };
  }
  const first = others.find(({ accepting }) => accepting) ?? others[0];
  return (first && whyNot(first)) ?? { reason: 'no_other_host' };
}
