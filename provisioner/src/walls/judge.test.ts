import { describe, expect, test } from 'vitest';
import { isClosed, judge, judgeAll, type Attempt, type Target } from './judge.ts';

const connect: Attempt = { kind: 'connect', host: '10.0.0.1', port: 80 };
const target = (wanted: Target['wanted'], attempt: Attempt = connect, answers = false): Target => ({
  what: 'a place',
  wanted,
  attempt,
  answers,
});

describe('one attempt', () => {
  test.each<[string, Target, string | null, string]>([
    ['a connection is a hole', target('closed'), null, 'open'],
    ['a refusal by the peer is a hole: the packet got there', target('closed'), 'ECONNREFUSED', 'open'],
    ['a rejection on the way is the wall', target('closed'), 'EHOSTUNREACH', 'closed'],
    ['no address to go there from is closed', target('closed'), 'EADDRNOTAVAIL', 'closed'],
    ['no way to what is there is closed', target('closed', connect, true), 'ENETUNREACH', 'closed'],
    ['no way to an empty place is what a router says', target('closed'), 'ENETUNREACH', 'unknown'],
    ['silence where something listens is the wall', target('closed', connect, true), 'TIMEOUT', 'closed'],
    ['silence of an empty place tells nothing', target('closed'), 'TIMEOUT', 'unknown'],
    ['silence of an open place tells nothing', target('open', connect, true), 'TIMEOUT', 'unknown'],
    ['an open place that nobody serves is open', target('open'), 'ECONNREFUSED', 'open'],
    ['an open place that is rejected is closed', target('open'), 'EHOSTUNREACH', 'closed'],
    ['what no errno explains is unknown', target('closed'), 'EMFILE', 'unknown'],
    ['an absent socket is closed', target('closed', { kind: 'socket', path: '/s' }), 'ENOENT', 'closed'],
    ['a socket that answers is a hole', target('closed', { kind: 'socket', path: '/s' }), null, 'open'],
    [
      'a name server that knows no such name works',
      target('open', { kind: 'look-up', name: 'n' }),
      'ENOTFOUND',
      'open',
    ],
    [
      'a silent name server tells nothing',
      target('open', { kind: 'look-up', name: 'n' }),
      'ETIMEOUT',
      'unknown',
    ],
  ])('%s', (_, each, code, seen) => expect(judge(each, { code, ms: 1 }, true).seen).toBe(seen));

  test('one that was not made is unknown', () =>
    expect(judge(target('closed'), undefined, true).seen).toBe('unknown'));

  test.each<[string, Target, number, boolean, string]>([
    ['is the wall at once, where the walls answer', target('closed'), 3, true, 'closed'],
    ["may be a router's where nobody knows that", target('closed'), 3, false, 'unknown'],
    ['may be of an absent neighbour when it is late', target('closed'), 650, true, 'unknown'],
    ['keeps out of what is there, whoever rejects', target('closed', connect, true), 650, false, 'closed'],
    ['closes what should be open, whoever rejects', target('open'), 650, false, 'closed'],
  ])('a rejection %s', (_, each, ms, wallsAnswer, seen) =>
    expect(judge(each, { code: 'EHOSTUNREACH', ms }, wallsAnswer).seen).toBe(seen),
  );
});

describe('the rejections of empty places', () => {
  const rejection = { code: 'EHOSTUNREACH', ms: 2 };
  const seenOfEmpty = (neighbour: { code: string | null; ms: number }, rulesStand: boolean) =>
    judgeAll(
      [
        { ...target('closed', connect, true), wallsOnly: true },
        target('closed', connect, true),
        target('closed'),
      ],
      [neighbour, rejection, rejection],
      rulesStand,
    )[2]!.seen;

  test.each([
    ['are the walls when the rules were seen', { code: 'TIMEOUT', ms: 2_000 }, true, 'closed'],
    ['are the walls when they reject a neighbour that is there', rejection, false, 'closed'],
    ['may be of a router when a neighbour is only dropped', { code: 'TIMEOUT', ms: 2_000 }, false, 'unknown'],
    ['may be of a router when a neighbour is reached', { code: null, ms: 2 }, false, 'unknown'],
    ['may be of a router when a neighbour is found late', { ...rejection, ms: 1_900 }, false, 'unknown'],
  ])('%s', (_, neighbour, rulesStand, seen) => expect(seenOfEmpty(neighbour, rulesStand)).toBe(seen));
});

describe('walls', () => {
  const row = (wanted: 'closed' | 'open', seen: 'closed' | 'open' | 'unknown') => ({
    target: '',
    wanted,
    seen,
    detail: '',
    ms: 0,
  });
  test.each([
    ['are closed when all that must be is', [row('closed', 'closed'), row('closed', 'closed')], true],
    ['are not when one is open', [row('closed', 'closed'), row('closed', 'open')], false],
    ['are not when one is unknown', [row('closed', 'closed'), row('closed', 'unknown')], false],
    [
      'do not depend on what should be open',
      [row('closed', 'closed'), row('open', 'unknown'), row('open', 'closed')],
      true,
    ],
    ['are not closed by trying nothing', [row('open', 'open')], false],
    ['are not closed by no row at all', [], false],
  ])('%s', (_, rows, closed) => expect(isClosed(rows)).toBe(closed));
});
