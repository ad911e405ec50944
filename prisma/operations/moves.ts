/** What operators wish of where a computer lives; the hosts' provisioners take the wishes over. */
import type { Actor, AuditDraft } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { decideMove, decideTakeBack, type MoveRefusal } from '../domain/move.ts';
import { lockHosts } from '../hosts/lock-host.ts';
import type { InstanceRequest } from './instances.ts';
import { lockComputer, writeMoves } from './move-wishes.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';
import type { NotFound } from './users.ts';

export type MoveAnswer =
  /** `again`: it goes there, or lives there, already; nothing was changed */
  { kind: 'done'; again: boolean; to: string } | { kind: 'refused'; refusal: MoveRefusal } | NotFound;

export interface MoveRequest extends InstanceRequest {
  /** a host's name; null: the emptiest other */
  to: string | null;
  /** where it lived when whoever asks looked: a click that comes twice, or late, moves it once */
  from?: string | undefined;
}

/** Asks for a move. Its place on the new host is kept from now on. */
export function moveInstance(db: Db, actor: Actor, request: MoveRequest): Promise<MoveAnswer | Forbidden> {
  return operate(db, actor, 'instances.move', async (connection): Promise<Operated<MoveAnswer>> => {
    const { instanceId, reason } = request;
    const hosts = await lockHosts(connection);
    const row = await lockComputer(connection, instanceId);
    if (!row) return { result: { kind: 'not_found' }, audit: null };
    const decided = decideMove(row, hosts, request);
    if (decided.kind === 'refused') return { result: decided, audit: null };
    const { to } = decided;
    if (decided.kind === 'again') return { result: { kind: 'done', again: true, to }, audit: null };
    await writeMoves(connection, [{ id: instanceId, to }]);
    const change = { before: { host: row.host, moveTo: null }, after: { host: row.host, moveTo: to } };
    return {
      result: { kind: 'done', again: false, to },
      audit: { action: 'instance.move', subject: subjectOf(instanceId), reason, ...change },
    };
  });
}

export type TakeBackAnswer =
  /** `to`: where it stays, or goes back to */
  | { kind: 'done'; again: boolean; to: string }
  | { kind: 'refused'; refusal: { reason: 'no_move' } }
  | NotFound;

/** Takes a move back as long as its volume has not arrived. */
export function takeBackMove(
  db: Db,
  actor: Actor,
  { instanceId, reason }: InstanceRequest,
): Promise<TakeBackAnswer | Forbidden> {
  return operate(db, actor, 'instances.move', async (connection): Promise<Operated<TakeBackAnswer>> => {
    // no host is locked: a place that is gone back to was never given away
    const row = await lockComputer(connection, instanceId);
    if (!row) return { result: { kind: 'not_found' }, audit: null };
    const decided = decideTakeBack(row);
    if (decided.kind === 'refused') return { result: decided, audit: null };
    const to = row.movedFrom ?? row.host!;
    if (decided.kind === 'again') return { result: { kind: 'done', again: true, to }, audit: null };
    const moveTo = decided.kind === 'return' ? decided.to : null;
    await writeMoves(connection, [{ id: instanceId, to: moveTo }]);
    const change = {
      before: { host: row.host, moveTo: row.moveTo },
      after: { host: row.host, moveTo },
    };
    return {
      result: { kind: 'done', again: false, to },
      audit: { action: 'instance.take_back_move', subject: subjectOf(instanceId), reason, ...change },
    };
  });
}

const subjectOf = (id: string): AuditDraft['subject'] => ({ kind: 'instance', id });
