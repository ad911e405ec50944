/** Carries out what is decided of moves. */
import type { Logger } from 'pino';
import type { Db } from '@rockpool/db/client';
import type { KeyRing } from '@rockpool/db/secrets';
import type { Driver } from '../drivers/driver.ts';
import { launch } from '../render/instance-spec.ts';
import type { Action } from '../reconcile/decision.ts';
import type { MoveTurn } from '../reconcile/facts.ts';
import { fetchVolume } from './fetch-volume.ts';
import { sayProgress } from './progress.ts';
import { arrive, beginEmpty, handBack, handOver, leaveBehind } from './steps.ts';
import { callNext, onTheirWayMax, takeTurn } from './turns.ts';

export type MoveDeps = {
  db: Db;
  driver: Driver;
  /** name of this host */
  host: string;
  keys: KeyRing;
  log: Logger;
  ending: AbortSignal;
  crashPoint: (moment: string) => void;
};

/** Where it comes from and where it goes, as it was decided upon. */
type Course = { id: string; row: { moveTo: string | null; movedFrom: string | null } };

/** did: everything is to be read anew; waits: it is somebody else's turn; ends: this process is about to end. */
export type MoveOutcome = 'did' | 'waits' | 'ends';

export type MoveAction = Extract<
  Action,
  'hand_over' | 'fetch' | 'hand_back' | 'leave_behind' | 'begin_empty'
>;
const moveActions: readonly Action[] = ['hand_over', 'fetch', 'hand_back', 'leave_behind', 'begin_empty'];
export const isMoveAction = (action: Action): action is MoveAction => moveActions.includes(action);

export type Moves = {
  takeTurn(id: string, to: string): Promise<MoveTurn>;
  /** `hasVolume`: whether there is one to take along. Throws when a volume could not be fetched. */
  carryOut(
    action: MoveAction,
    course: Course,
    hasVolume: boolean,
    assertLocked: () => void,
  ): Promise<MoveOutcome>;
};

const tellEveryMs = 1_000;

export function createMoves({ db, driver, host, keys, log, ending, crashPoint }: MoveDeps): Moves {
  let fetching = 0;

  async function addressOf(name: string): Promise<string> {
    const found = await db.host.findUnique({ where: { name }, select: { address: true } });
    if (found?.address) return found.address;
    throw new Error(
      `the host ${name}, which has its volume, says no address where it can be fetched (HOST_ADDRESS)`,
    );
  }

  async function fetch(id: string, from: string, assertLocked: () => void): Promise<MoveOutcome> {
    const address = await addressOf(from);
    const calledOff = new AbortController();
    let [bytes, about]: [number, number | null] = [0, null];
    let changed = false;
    // The wish may change while it comes, and so may who holds the lock.
    const telling = setInterval(() => {
      void sayProgress(db, { id, host, from }, bytes, about)
        .then((stands) => {
          changed ||= !stands;
          assertLocked();
          if (changed) calledOff.abort();
        })
        .catch((error: unknown) => calledOff.abort(error));
    }, tellEveryMs);
    try {
      crashPoint('fetch begun');
      const result = await fetchVolume({
        driver,
        keys,
        address,
        launch,
        move: { instanceId: id, from, to: host },
        signal: AbortSignal.any([ending, calledOff.signal]),
        progress: (...far) => ([bytes, about] = far),
      });
      if (result.kind === 'busy') return 'waits';
      if (result.kind === 'too_large') throw new Error(`it does not fit on ${host}: ${result.message}`);
    } catch (error) {
      if (ending.aborted) return 'ends';
      if (changed) return 'did';
      throw error;
    } finally {
      clearInterval(telling);
    }
    crashPoint('fetched');
    assertLocked();
    if (await arrive(db, { id, here: host, from }))
      log.info({ instanceId: id, from, bytes }, 'its volume has arrived');
    crashPoint('arrived');
    return 'did';
  }

  async function fetchInTurn(id: string, from: string, assertLocked: () => void): Promise<MoveOutcome> {
    if (fetching >= onTheirWayMax) return 'waits';
    fetching++;
    try {
      return await fetch(id, from, assertLocked);
    } finally {
      fetching--;
      if (!ending.aborted) await callNext(db, host, from).catch(() => {});
    }
  }

  return {
    takeTurn: (id, to) => takeTurn(db, id, host, to),

    async carryOut(action, { id, row: { moveTo, movedFrom } }, hasVolume, assertLocked) {
      if (action === 'hand_over') {
        if (moveTo !== null) await handOver(db, { id, here: host, to: moveTo, hasVolume });
      } else if (action === 'begin_empty') {
        await beginEmpty(db, { id, here: host });
      } else if (movedFrom !== null) {
        const leg = { id, here: host, from: movedFrom };
        if (action === 'fetch') return fetchInTurn(id, movedFrom, assertLocked);
        await (action === 'hand_back' ? handBack : leaveBehind)(db, leg);
      }
      return 'did';
    },
  };
}
