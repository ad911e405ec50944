import { describe, expect, test } from 'vitest';
import { testDecisions } from '../testing/decide-cases.ts';
import { absent, facts, fresh, half, removal, runs, starting, stop, stopped } from '../testing/facts.ts';
import { decide } from './decide.ts';

const given = { ...fresh, phaseReason: 'starting' as const, startsEmpty: true };

describe('a computer whose volume was given up with its host', () => {
  testDecisions([
    ['begins where nothing is', { row: given, seen: absent }, { action: 'begin_empty' }],
    [
      'begins, resting, too',
      { row: given, seen: absent, wanted: stop('expired') },
      { action: 'begin_empty' },
    ],
    ['loses the half that was on its way', { row: given, seen: half }, { action: 'destroy' }],
    ['does not run on an old volume', { row: given, seen: runs }, { action: 'stop', reason: 'old_volume' }],
    ['… nor start', { row: given, seen: starting }, { action: 'stop', reason: 'old_volume' }],
    [
      '… nor begin beside one, nor remove it',
      { row: given, seen: stopped },
      { action: 'nothing', reason: 'old_volume', phase: 'failed', phaseReason: 'move_failed' },
    ],
    [
      '… and says so while it rests',
      { row: { ...given, phase: 'expired', phaseReason: 'expired' }, seen: stopped, wanted: stop('expired') },
      { action: 'nothing', reason: 'old_volume', phase: 'expired' },
    ],
    [
      'rests nowhere as long as it lives nowhere',
      { row: { ...given, host: null }, seen: absent, wanted: stop('expired') },
      { action: 'nothing', reason: 'expired', phase: 'expired' },
    ],
    [
      'goes with whatever is there when it is to be removed',
      { row: given, seen: stopped, wanted: removal },
      { action: 'destroy', reason: 'retention_over' },
    ],
  ]);

  test('is started in no state of what is seen before it has begun', () => {
    for (const seen of [absent, half, runs, starting, stopped])
      for (const moves of [{}, { moveTo: 'b' }])
        expect(['start', 'fetch', 'hand_over', 'rewrite', 'restart']).not.toContain(
          decide(facts({ seen, row: { ...given, ...moves }, turn: { kind: 'now' } })).action,
        );
  });
});
