import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Phase, PhaseReason, Wanted } from '@rockpool/db/domain/instance';
import { absent, after, facts, half, now, runs, stopped, unknown, type Change } from '../testing/facts.ts';
import { decide, decideAfterError } from './decide.ts';
import { waitInLine } from './decide-move.ts';
import type { MoveTurn, Seen } from './facts.ts';

const seen = { runs, stopped, half, absent, unknown };
const wanted = {
  running: { state: 'running', reason: 'entitled', next: after(86_400_000) },
  expired: { state: 'stopped', reason: 'expired', next: null },
  suspended: { state: 'stopped', reason: 'suspended', next: null },
  removed: { state: 'removed', reason: 'removal_asked', next: null },
} satisfies Record<string, Wanted>;
const go: MoveTurn = { kind: 'now' };

const leaving = (changes: Change) =>
  decide(facts({ turn: go, ...changes, row: { moveTo: 'b', ...changes.row } }));
const arriving = (changes: Change) =>
  decide(facts({ seen: seen.absent, ...changes, row: { movedFrom: 'b', ...changes.row } }));

describe('on the host that it leaves', () => {
  test('what runs is stopped, and says that it moves', () => {
    expect(leaving({})).toMatchObject({ action: 'stop', phase: 'provisioning', phaseReason: 'moving' });
  });

  test.each<[Seen, string]>([
    [seen.stopped, 'hand_over'],
    [seen.absent, 'hand_over'],
  ])('%j is handed over', (each, action) => {
    expect(leaving({ seen: each })).toMatchObject({ action, phaseReason: 'moving' });
  });

  test.each([
    ['expired', 'expired'],
    ['suspended', 'suspended'],
  ] as const)('one that is %s stays that on its way, and is stopped as always before', (which, phase) => {
    const asAlways = leaving({ wanted: wanted[which] });
    expect(asAlways).toMatchObject({ action: 'stop', phase, phaseReason: phase });
    expect(leaving({ wanted: wanted[which], seen: seen.stopped })).toMatchObject({
      action: 'hand_over',
      phase,
      phaseReason: 'moving',
    });
  });

  test('one that is to be removed is removed here', () => {
    expect(leaving({ wanted: wanted.removed, seen: seen.stopped })).toMatchObject({ action: 'destroy' });
  });

  test.each([
    ['line', /others on their way/],
    ['away', /when that host is back/],
    ['no_address', /HOST_ADDRESS/],
  ] as const)('without its turn (%s) it runs on and says why', (why, words) => {
    const waits = leaving({ turn: { kind: 'later', why } });
    expect(waits).toMatchObject({ action: 'nothing', phase: 'running', phaseReason: 'ready' });
    expect(waits.detail).toMatch(words);
    expect(waits.nextWakeAt).toEqual(after(10_000));
  });

  test('what the driver cannot tell is neither stopped nor handed over', () => {
    expect(leaving({ seen: seen.unknown })).toMatchObject({
      action: 'nothing',
      reason: 'driver_unavailable',
    });
  });
});

describe('on the host that it comes to', () => {
  test.each([
    ['running', 'provisioning'],
    ['expired', 'expired'],
    ['suspended', 'suspended'],
  ] as const)('wanted %s, its volume is fetched before anything else', (which, phase) => {
    for (const each of [seen.absent, seen.half, seen.stopped])
      expect(arriving({ wanted: wanted[which], seen: each })).toMatchObject({
        action: 'fetch',
        phase,
        phaseReason: 'moving',
      });
  });

  test('a program that should not run there is stopped first', () => {
    expect(arriving({ seen: seen.runs })).toMatchObject({ action: 'stop', phaseReason: 'moving' });
  });

  test('taken back, what is here goes first, then the computer', () => {
    const back = { row: { moveTo: 'b' } };
    expect(arriving({ ...back, seen: seen.half })).toMatchObject({ action: 'destroy', reason: 'taken_back' });
    expect(arriving(back)).toMatchObject({ action: 'hand_back' });
    // a pause does not keep it, and a wish to go on elsewhere waits until it is here
    const pause = { failures: 5, retryAt: after(50_000) };
    expect(arriving({ row: { ...back.row, ...pause } })).toMatchObject({ action: 'hand_back' });
    expect(arriving({ row: { moveTo: 'c' } })).toMatchObject({ action: 'fetch' });
  });

  test('to be removed, what is here goes, and the copy on the old host is left to that', () => {
    expect(arriving({ wanted: wanted.removed, seen: seen.half })).toMatchObject({ action: 'destroy' });
    expect(arriving({ wanted: wanted.removed })).toMatchObject({ action: 'leave_behind' });
  });

  test('failures are told at the third, with what to do, and the pauses grow to a minute', () => {
    let at = facts({
      seen: seen.half,
      row: { movedFrom: 'b', phase: 'provisioning', phaseReason: 'moving' },
    });
    const told: string[] = [];
    for (const pauseMs of [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      const decision = decideAfterError(at, decide(at), 'the host b does not answer');
      told.push(`${decision.phase} ${decision.phaseReason}`);
      expect(decision).toMatchObject({
        action: 'nothing',
        retryAt: after(pauseMs),
        nextWakeAt: after(pauseMs),
      });
      const { phase, phaseReason, failures, detail, retryAt } = decision;
      at = facts({
        seen: seen.half,
        row: { movedFrom: 'b', phase, phaseReason, failures, phaseDetail: detail, retryAt },
      });
      expect(decide(at)).toMatchObject({ action: 'nothing', reason: 'backing_off', nextWakeAt: retryAt });
      at = { ...at, now, row: { ...at.row, retryAt: null } };
    }
    expect(told.slice(0, 3)).toEqual(['provisioning moving', 'provisioning moving', 'failed move_failed']);
    expect(at.row.phaseDetail).toMatch(/does not answer. It is tried again, or take the move back/);
    // who was told of the failure hears nothing else before it has arrived
    expect(decide(at)).toMatchObject({ action: 'fetch', phase: 'failed', phaseReason: 'move_failed' });
  });

  test.each(['expired', 'suspended'] as const)('a failure leaves one that is %s that', (which) => {
    const at = facts({ seen: seen.half, wanted: wanted[which], row: { movedFrom: 'b', failures: 7 } });
    const failure = decideAfterError(at, decide(at), 'cut off');
    expect(failure).toMatchObject({ phase: which, phaseReason: 'move_failed' });
  });

  test('a restart that is asked for tries again at once', () => {
    const pause = { failures: 5, retryAt: after(50_000) };
    expect(arriving({ row: pause })).toMatchObject({ reason: 'backing_off' });
    expect(arriving({ row: { ...pause, restarts: 1 } })).toMatchObject({ action: 'fetch' });
  });

  test('in line it is looked at again, and no failure is counted', () => {
    expect(waitInLine(facts({ seen: seen.absent, row: { movedFrom: 'b' } }))).toMatchObject({
      action: 'nothing',
      reason: 'in_line',
      phaseReason: 'moving',
      failures: 0,
      nextWakeAt: after(10_000),
    });
  });
});

test('half a volume is never started, whatever is wanted', () => {
  expect(decide(facts({ seen: seen.half }))).toMatchObject({ action: 'nothing', phaseReason: 'move_failed' });
  expect(decide(facts({ seen: seen.half, wanted: wanted.expired }))).toMatchObject({ action: 'nothing' });
  expect(decide(facts({ seen: seen.half, wanted: wanted.removed }))).toMatchObject({ action: 'destroy' });
});

test('in no case does a host start what it still has to fetch, or hand over what runs, is half or unknown', () => {
  const anyFacts = fc.record({
    wanted: fc.constantFrom<Wanted>(...Object.values(wanted)),
    seen: fc.constantFrom<Seen>(...Object.values(seen)),
    turn: fc.constantFrom<MoveTurn | null>(null, go, { kind: 'later', why: 'line' }),
    row: fc.record({
      moveTo: fc.constantFrom(null, 'b', 'c'),
      movedFrom: fc.constantFrom(null, 'b'),
      phase: fc.constantFrom<Phase>('provisioning', 'running', 'expired', 'suspended', 'failed'),
      phaseReason: fc.constantFrom<PhaseReason>('starting', 'ready', 'moving', 'move_failed', 'crashed'),
      failures: fc.nat(9),
      restarts: fc.nat(1),
      retryAt: fc.constantFrom(null, after(5_000)),
    }),
  });
  fc.assert(
    fc.property(anyFacts, (changes) => {
      const { action } = decide(facts(changes));
      const { movedFrom, moveTo } = changes.row;
      if (movedFrom !== null)
        expect(['start', 'restart', 'rewrite', 'hand_over', 'wait']).not.toContain(action);
      else expect(['fetch', 'hand_back', 'leave_behind']).not.toContain(action);
      if (action === 'hand_over') {
        expect(['stopped', 'absent']).toContain(changes.seen.state);
        expect([moveTo !== null, changes.turn]).toEqual([true, go]);
      }
      if (action === 'hand_back') expect([changes.seen.state, moveTo]).toEqual(['absent', movedFrom]);
      if (action === 'destroy' && changes.wanted.state !== 'removed') expect(moveTo).toBe(movedFrom);
    }),
    { numRuns: 2_000 },
  );
});
