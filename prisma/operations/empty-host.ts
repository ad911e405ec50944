/** Asks every computer of one host to the others, before a machine is repaired or goes. */
import { writeAudits, type Actor, type AuditDraft } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { spread } from '../domain/host-room.ts';
import { decideMove, type KnownHost, type MoveRefusal } from '../domain/move.ts';
import { lockHosts } from '../hosts/lock-host.ts';
import type { HostRequest } from './hosts.ts';
import { lockComputersOf, writeMoves, type Computer } from './move-wishes.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';
import type { NotFound } from './users.ts';

export type EmptyRefusal =
  | { reason: 'no_other_host' }
  /** its computers cannot be fetched from it now */
  | { reason: 'host_away'; host: string; seenAt: Date | null }
  | { reason: 'no_address'; host: string };

export interface Emptied {
  kind: 'done';
  /** nothing was changed: all that can go goes already, and it is closed */
  again: boolean;
  /** computers that were asked to move now */
  moving: number;
  /** computers that were on their way out before */
  leaving: number;
  /** computers that were wished here and stay where they are */
  turnedBack: number;
  /** computers that stay, and the reasons of it */
  staying: number;
  because: { reason: MoveRefusal['reason']; count: number }[];
}

export type EmptyAnswer = Emptied | { kind: 'refused'; refusal: EmptyRefusal } | NotFound;

/**
 * Closes a host and asks a move of each computer on it, as many as fit on the others, the longest there first. What stays is
 * counted with its reason; asked again later, it goes on with these.
 */
export function emptyHost(
  db: Db,
  actor: Actor,
  { name, reason }: HostRequest,
): Promise<EmptyAnswer | Forbidden> {
  return operate(db, actor, 'hosts.edit', async (connection): Promise<Operated<EmptyAnswer>> => {
    const hosts = await lockHosts(connection);
    const host = hosts.find((each) => each.name === name);
    if (!host) return { result: { kind: 'not_found' }, audit: null };
    const refusal = whyNot(host, hosts);
    if (refusal) return { result: { kind: 'refused', refusal }, audit: null };

    const computers = await lockComputersOf(connection, name);
    const coming = computers.filter(({ moveTo, movedFrom }) => moveTo === name && !movedFrom);
    const living = computers.filter((each) => each.host === name);
    const leaving = living.filter(({ moveTo, movedFrom }) => moveTo && !movedFrom);
    const { moves, because } = plan(
      living.filter((each) => !leaving.includes(each)),
      hosts,
      name,
    );
    const turned = coming.map(({ id }) => ({ id, to: null }));
    await writeMoves(connection, [...turned, ...moves]);
    if (host.accepting) await connection.query('update hosts set accepting = false where name = $1', [name]);

    const again = moves.length === 0 && coming.length === 0 && !host.accepting;
    const counts = { moving: moves.length, turnedBack: coming.length, staying: because.length };
    const from = new Map(computers.map((each) => [each.id, each]));
    const drafts = [...turned, ...moves].map(({ id, to }) => draftOf(from.get(id)!, to, reason));
    await writeAudits(connection, actor, drafts);
    return {
      result: { kind: 'done', again, leaving: leaving.length, because: tally(because), ...counts },
      audit: again
        ? null
        : {
            action: 'host.empty',
            subject: { kind: 'host', id: name },
            reason,
            before: { accepting: host.accepting, computers: living.length },
            after: { accepting: false, ...counts },
          },
    };
  });
}

function whyNot(host: KnownHost, hosts: readonly KnownHost[]): EmptyRefusal | null {
  if (hosts.length === 1) return { reason: 'no_other_host' };
  if (host.away) return { reason: 'host_away', host: host.name, seenAt: host.seenAt };
  return host.address === null ? { reason: 'no_address', host: host.name } : null;
}

/** Where each goes, and of each that cannot why. */
function plan(computers: readonly Computer[], hosts: readonly KnownHost[], from: string) {
  const others = hosts.filter(({ name }) => name !== from);
  const places = spread(others, computers.length);
  const moves: { id: string; to: string }[] = [];
  const because: MoveRefusal['reason'][] = [];
  for (const computer of computers) {
    const to = places[moves.length];
    // asked of a host without bounds, so that only the computer itself can be against it
    const decided = decideMove(computer, hosts.map(withRoom), { to: to ?? others[0]!.name });
    if (decided.kind === 'refused') because.push(decided.refusal.reason);
    else if (to === undefined) because.push('host_full');
    else moves.push({ id: computer.id, to });
  }
  return { moves, because };
}

const withRoom = (host: KnownHost): KnownHost => ({ ...host, room: null, accepting: true, away: false });

function tally(reasons: readonly MoveRefusal['reason'][]): Emptied['because'] {
  return [...new Set(reasons)].map((reason) => ({
    reason,
    count: reasons.filter((each) => each === reason).length,
  }));
}

const draftOf = ({ id, host, moveTo }: Computer, to: string | null, reason: string): AuditDraft => ({
  action: to ? 'instance.move' : 'instance.take_back_move',
  subject: { kind: 'instance', id },
  reason,
  before: { host, moveTo },
  after: { host, moveTo: to },
});
