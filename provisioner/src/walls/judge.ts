/** What an attempt from inside a tenant tells about the walls. Pure. */
import type { ProbeRow } from '@rockpool/db/platform-reports';

export type Attempt =
  /** `inTurn`: not before those before it, since the kernel sends few rejections a second to one address */
  | { kind: 'connect'; host: string; port: number; inTurn?: boolean }
  | { kind: 'socket'; path: string }
  | { kind: 'look-up'; name: string };

export type Target = {
  /** for people, without the address */
  what: string;
  wanted: 'closed' | 'open';
  attempt: Attempt;
  /** a machine that is there would answer, so that silence is the wall's and not an empty place's */
  answers: boolean;
  /** nobody but the walls rejects what goes there; the engine's own isolation drops it */
  wallsOnly?: boolean;
};

/** `code` is null for success, the system's name of the error, or `TIMEOUT`. `ms`: of the last try, where there were several. */
export type Answer = { code: string | null; ms: number };

/** A wall on this machine answers within this; the search for a neighbour that is not there takes seconds. */
const ownAnswerMs = 500;

/** @param rulesStand whether somebody has looked at the rules just before, and all of them stood */
export function judgeAll(
  targets: readonly Target[],
  answers: readonly Answer[],
  rulesStand: boolean,
): ProbeRow[] {
  // The walls are made in one step, so that who meets one of their rejections has met them all.
  const met = targets.some(({ wallsOnly }, index) => wallsOnly && isOwnRejection(answers[index]));
  return targets.map((target, index) => judge(target, answers[index], rulesStand || met));
}

/** @param wallsAnswer whether a rejection can be the walls' own: a router on the way may answer the same */
export function judge(target: Target, answer: Answer | undefined, wallsAnswer: boolean): ProbeRow {
  const [seen, detail] = answer ? see(target, answer, wallsAnswer) : (['unknown', 'was not tried'] as const);
  return {
    target: `${target.what}, ${placeOf(target.attempt)}`,
    wanted: target.wanted,
    seen,
    detail,
    ms: answer?.ms ?? 0,
  };
}

const isOwnRejection = (answer: Answer | undefined) =>
  answer?.code === 'EHOSTUNREACH' && answer.ms <= ownAnswerMs;

/** Walls are closed when everything that must be closed was seen closed. A place that should be open and is not is no hole. */
export const isClosed = (rows: readonly ProbeRow[]) =>
  rows.some(({ wanted }) => wanted === 'closed') &&
  rows.every(({ wanted, seen }) => wanted === 'open' || seen === 'closed');

type Seen = readonly [ProbeRow['seen'], string];

function see(target: Target, answer: Answer, wallsAnswer: boolean): Seen {
  const { code } = answer;
  switch (target.attempt.kind) {
    case 'look-up':
      if (code === null) return ['open', 'answered'];
      if (code === 'ENOTFOUND' || code === 'ENODATA') return ['open', 'answered that there is no such name'];
      return ['unknown', `no name server answered (${code})`];
    case 'socket':
      if (code === null || code === 'ECONNREFUSED') return ['open', 'is there'];
      return ['closed', code === 'ENOENT' ? 'is not there' : `cannot be used (${code})`];
    case 'connect':
      return seeConnection(target, answer, wallsAnswer);
  }
}

function seeConnection({ wanted, answers }: Target, answer: Answer, wallsAnswer: boolean): Seen {
  const { code } = answer;
  switch (code) {
    case null:
      return ['open', 'connected'];
    // whoever refuses has got the packet
    case 'ECONNREFUSED':
    case 'ECONNRESET':
      return ['open', 'reached; nothing listens there'];
    case 'EHOSTUNREACH':
      if (wanted === 'open' || answers) return ['closed', 'rejected on the way'];
      if (!isOwnRejection(answer)) return ['unknown', 'rejected, but too late for a wall of this machine'];
      return wallsAnswer
        ? ['closed', 'rejected on the way']
        : ['unknown', 'rejected, by a wall or by a router beyond it'];
    case 'ENETUNREACH':
      if (wanted === 'closed' && !answers) return ['unknown', 'a router says that it has no way there'];
      return ['closed', `there is no way there (${code})`];
    case 'EADDRNOTAVAIL':
    case 'EINVAL':
    case 'EACCES':
      return ['closed', `there is no way there (${code})`];
    case 'TIMEOUT':
      if (wanted === 'closed' && answers)
        return ['closed', 'dropped: no answer, though the other side is there'];
      return ['unknown', 'no answer: dropped, or nobody is there'];
    case 'ENOTFOUND':
    case 'ENODATA':
    case 'ESERVFAIL':
    case 'ETIMEOUT':
      return ['unknown', `its name could not be looked up (${code})`];
    default:
      return ['unknown', `could not be tried (${code})`];
  }
}

function placeOf(attempt: Attempt): string {
  switch (attempt.kind) {
    case 'connect':
      return attempt.host.includes(':')
        ? `[${attempt.host}]:${attempt.port}`
        : `${attempt.host}:${attempt.port}`;
    case 'socket':
      return attempt.path;
    case 'look-up':
      return attempt.name;
  }
}
