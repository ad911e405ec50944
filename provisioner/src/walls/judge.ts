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
};

/** `code` is null for success, the system's name of the error, or `TIMEOUT`. */
export type Answer = { code: string | null; ms: number };

export function judge(target: Target, answer: Answer | undefined): ProbeRow {
  const [seen, detail] = answer ? see(target, answer.code) : (['unknown', 'was not tried'] as const);
  return {
    target: `${target.what}, ${placeOf(target.attempt)}`,
    wanted: target.wanted,
    seen,
    detail,
    ms: answer?.ms ?? 0,
  };
}

/** Walls are closed when everything that must be closed was seen closed. A place that should be open and is not is no hole. */
export const isClosed = (rows: readonly ProbeRow[]) =>
  rows.some(({ wanted }) => wanted === 'closed') &&
  rows.every(({ wanted, seen }) => wanted === 'open' || seen === 'closed');

type Seen = readonly [ProbeRow['seen'], string];

function see({ attempt, wanted, answers }: Target, code: string | null): Seen {
  switch (attempt.kind) {
    case 'look-up':
      if (code === null) return ['open', 'answered'];
      if (code === 'ENOTFOUND' || code === 'ENODATA') return ['open', 'answered that there is no such name'];
      return ['unknown', `no name server answered (${code})`];
    case 'socket':
      if (code === null || code === 'ECONNREFUSED') return ['open', 'is there'];
      return ['closed', code === 'ENOENT' ? 'is not there' : `cannot be used (${code})`];
    case 'connect':
      return seeConnection(code, wanted, answers);
  }
}

function seeConnection(code: string | null, wanted: Target['wanted'], answers: boolean): Seen {
  switch (code) {
    case null:
      return ['open', 'connected'];
    // whoever refuses has got the packet
    case 'ECONNREFUSED':
    case 'ECONNRESET':
      return ['open', 'reached; nothing listens there'];
    // the answer of our rules. A missing neighbour gives the same, but later than any attempt lasts
    case 'EHOSTUNREACH':
      return ['closed', 'rejected on the way'];
    case 'ENETUNREACH':
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
