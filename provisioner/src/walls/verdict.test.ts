import { describe, expect, test } from 'vitest';
import type { FirewallState } from './firewall.ts';
import type { ProbeResult } from './probe.ts';
import { learn, nothingKnown, probeIsDue, reportOf, type Known } from './verdict.ts';

const minute = 60_000;
const row = (seen: 'closed' | 'open') => ({
  target: 'a place',
  wanted: 'closed' as const,
  seen,
  detail: '',
  ms: 1,
});
const closed: ProbeResult = { state: 'seen', closed: true, rows: [row('closed')], ms: 1 };
const hole: ProbeResult = { state: 'seen', closed: false, rows: [row('open')], ms: 1 };
const unseen: ProbeResult = { state: 'unseen', reason: 'no engine answers', ms: 1 };
const standing: FirewallState = { state: 'standing', putBack: [] };
const putBack: FirewallState = { state: 'standing', putBack: ['the jumps of INPUT'] };
const forbidden: FirewallState = { state: 'not_permitted', reason: 'this user may not' };
const failed: FirewallState = { state: 'failed', reason: 'busy' };

const after = (...results: [ProbeResult, number][]): Known =>
  results.reduce((known, [result, at]) => learn(known, result, at), nothingKnown);

describe('the next probe', () => {
  test.each<[string, Known, FirewallState, number, boolean]>([
    ['comes at once at the start', nothingKnown, standing, 0, true],
    ['waits an hour while the rules are seen to stand', after([closed, 0]), standing, 60 * minute - 1, false],
    ['comes after an hour', after([closed, 0]), standing, 60 * minute, true],
    ['comes at once when rules had to be put back', after([closed, 0]), putBack, 1, true],
    [
      'comes every ten minutes where the rules cannot be looked at',
      after([closed, 0]),
      forbidden,
      10 * minute,
      true,
    ],
    [
      'comes every ten minutes while the firewall does not answer',
      after([closed, 0]),
      failed,
      10 * minute,
      true,
    ],
    ['waits those ten minutes', after([closed, 0]), forbidden, 10 * minute - 1, false],
    ['comes every two minutes while there is a hole', after([hole, 0]), standing, 2 * minute, true],
    [
      'comes soon after one that saw nothing',
      after([closed, 0], [unseen, minute]),
      standing,
      1.5 * minute,
      true,
    ],
  ])('%s', (_, known, firewall, now, due) => expect(probeIsDue(known, firewall, now)).toBe(due));
});

describe('walls are believed closed', () => {
  test.each<[string, Known, boolean]>([
    ['not before a probe', nothingKnown, false],
    ['once a probe saw it', after([closed, 0]), true],
    ['not when one saw a hole', after([closed, 0], [hole, 1]), false],
    ['not by a probe that saw nothing', after([unseen, 0]), false],
    ['through a probe that saw nothing', after([closed, 0], [unseen, 60 * minute]), true],
    ['not for ever, when probes see nothing', after([closed, 0], [unseen, 70 * minute]), false],
    ['not again by silence after a hole', after([closed, 0], [hole, 1], [unseen, 2]), false],
  ])('%s', (_, known, expected) => expect(known.closed).toBe(expected));
});

describe('the report', () => {
  test('names the hole, and what to do where the rules may not be set', () => {
    const report = reportOf(after([hole, 0]), forbidden);
    expect(report.because).toBe(
      'Not closed: a place (open). An operator can put the rules up as root: npm run walls -- up.',
    );
    expect(report.firewall).toEqual({ state: 'not_permitted', detail: 'this user may not' });
  });
  test('says why nothing is known', () => {
    expect(reportOf(after([unseen, 0]), standing)).toMatchObject({
      closed: false,
      because: 'The walls could not be tried: no engine answers.',
      probedAt: null,
      rows: [],
    });
  });
  test('says what was put back', () => {
    expect(reportOf(after([closed, 0]), putBack)).toMatchObject({
      closed: true,
      probedAt: '1970-01-01T00:00:00.000Z',
      firewall: { state: 'standing', detail: 'put back: the jumps of INPUT' },
    });
  });
});
