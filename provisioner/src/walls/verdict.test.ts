import { describe, expect, test } from 'vitest';
import type { FirewallState } from './firewall.ts';
import type { ProbeResult } from './probe.ts';
import { isClosed, learn, nothingKnown, probeIsDue, recall, reportOf, type Known } from './verdict.ts';

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

type Look = [result: ProbeResult | null, at: number, firewall?: FirewallState];
const after = (...looks: Look[]): Known =>
  looks.reduce(
    (known, [result, at, firewall = standing]) => learn(known, firewall, result, at),
    nothingKnown,
  );
/** Looked at the rules every 30 s until then. */
const watchedUntil = (at: number) => after([closed, 0], [null, at]);
const unwatched = after([closed, 0, forbidden]);

describe('the next probe', () => {
  test.each<[string, Known, FirewallState, number, boolean]>([
    ['comes at once at the start', nothingKnown, standing, 0, true],
    ['waits an hour while the rules are seen to stand', after([closed, 0]), standing, 60 * minute - 1, false],
    ['comes after an hour', after([closed, 0]), standing, 60 * minute, true],
    ['comes at once when rules had to be put back', after([closed, 0]), putBack, 1, true],
    ['comes at once when rules that stood may not be looked at', after([closed, 0]), forbidden, 1, true],
    ['comes at once when the firewall stops to answer', after([closed, 0]), failed, 1, true],
    ['comes every five minutes where the rules cannot be looked at', unwatched, forbidden, 5 * minute, true],
    ['comes every five minutes while the firewall does not answer', unwatched, failed, 5 * minute, true],
    ['waits those five minutes', unwatched, forbidden, 5 * minute - 1, false],
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
  test.each<[string, Known, number, boolean]>([
    ['not before a probe', nothingKnown, 0, false],
    ['once a probe saw it', after([closed, 0]), 0, true],
    ['not when one saw a hole', after([closed, 0], [hole, 1]), 1, false],
    ['not by a probe that saw nothing', after([unseen, 0]), 0, false],
    ['through a probe that saw nothing', after([closed, 0], [unseen, 60 * minute]), 60 * minute, true],
    ['not for ever, when probes see nothing', after([closed, 0], [unseen, 70 * minute]), 70 * minute, false],
    ['not again by silence after a hole', after([closed, 0], [hole, 1], [unseen, 2]), 2, false],
    ['for an hour while the rules are looked at', watchedUntil(59 * minute), 60 * minute, true],
    ['for minutes only when nobody has looked since', after([closed, 0]), 7 * minute, false],
    ['for minutes only where nobody may look', unwatched, 7 * minute - 1, true],
    ['no longer than that there', unwatched, 7 * minute, false],
    [
      'not by an old probe once the rules are out of sight and no new one sees anything',
      after([closed, 0], [null, 30 * minute], [unseen, 30.5 * minute, failed]),
      30.5 * minute,
      false,
    ],
    [
      'by a young probe, though the rules are out of sight',
      after([closed, 0], [null, minute], [unseen, 1.5 * minute, failed]),
      1.5 * minute,
      true,
    ],
  ])('%s', (_, known, now, expected) => expect(isClosed(known, now)).toBe(expected));
});

describe('what an earlier provisioner told', () => {
  const boot = 'this run';
  const told = reportOf(after([closed, 0]), standing, { now: 0, boot });
  const recalled = (report: Parameters<typeof recall>[0], now = minute) => recall(report, { now, boot });

  test('is believed on the same machine, and not probed again while the rules stand', () => {
    expect(isClosed(recalled(told), minute)).toBe(true);
    expect(probeIsDue(recalled(told), standing, minute)).toBe(false);
  });
  test.each<[string, FirewallState]>([
    ['had to be put back', putBack],
    ['may not be looked at', forbidden],
    ['do not answer', failed],
  ])('is tried at once when the rules %s', (_, firewall) =>
    expect(probeIsDue(recalled(told), firewall, minute)).toBe(true),
  );
  test.each([
    ['of another machine, or before it was started again', { ...told, boot: 'another run' }],
    ['of a version that did not say where', { ...told, boot: undefined }],
    ['of the future', { ...told, probedAt: '2100-01-01T00:00:00.000Z' }],
    ['before any probe', { ...told, probedAt: null }],
    ['by nobody', undefined],
  ])('counts for nothing %s', (_, report) => expect(recalled(report)).toEqual(nothingKnown));
});

describe('the report', () => {
  const at = { now: 0, boot: 'this run' };
  test('names the hole, and what to do where the rules may not be set', () => {
    const report = reportOf(after([hole, 0, forbidden]), forbidden, at);
    expect(report.because).toBe(
      'Not closed: a place (open). An operator can put the rules up as root: npm run walls -- up.',
    );
    expect(report.firewall).toEqual({ state: 'not_permitted', detail: 'this user may not' });
  });
  test('says why nothing is known', () => {
    expect(reportOf(after([unseen, 0]), standing, at)).toMatchObject({
      closed: false,
      because: 'The walls could not be tried: no engine answers.',
      probedAt: null,
      rows: [],
    });
  });
  test('says that what was seen is too old', () => {
    expect(reportOf(after([closed, 0]), failed, { ...at, now: 7 * minute })).toMatchObject({
      closed: false,
      because: 'It is too long ago that everything was seen closed.',
    });
  });
  test('names a look-up that nobody answered, although walls that are closed have no part in it', () => {
    const lookUp = { target: 'looking a name up, a.example', wanted: 'open' as const, ms: 1 };
    const seeing = (seen: 'open' | 'unknown'): ProbeResult => ({
      ...closed,
      rows: [row('closed'), { ...lookUp, seen, detail: 'no name server answered (ETIMEOUT)' }],
    });
    expect(reportOf(after([seeing('unknown'), 0]), standing, at).because).toBe(
      "Everything that must be closed was seen closed. But looking a name up, a.example: no name server answered (ETIMEOUT). A private name server of the engine's own belongs into TENANT_NAME_SERVERS.",
    );
    expect(reportOf(after([seeing('open'), 0]), standing, at).because).not.toContain('But');
  });
  test('says what was put back', () => {
    expect(reportOf(after([closed, 0]), putBack, at)).toMatchObject({
      closed: true,
      probedAt: '1970-01-01T00:00:00.000Z',
      firewall: { state: 'standing', detail: 'put back: the jumps of INPUT' },
    });
  });
});
