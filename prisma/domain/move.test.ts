import { expect, test } from 'vitest';
import { decideMove, decideTakeBack, type KnownHost, type MoveFacts } from './move.ts';

const seenAt = new Date('2026-03-01T00:00:00Z');
const host = (name: string, more: Partial<KnownHost> = {}): KnownHost => ({
  name,
  capacity: null,
  taken: 1,
  room: null,
  accepting: true,
  away: false,
  seenAt,
  address: 'http://10.0.0.1:3010',
  ...more,
});
const lives: MoveFacts = {
  phase: 'running',
  phaseReason: 'ready',
  removalAt: null,
  host: 'a',
  moveTo: null,
  movedFrom: null,
  remainsOn: null,
};
const two = [host('a'), host('b')];
const full = host('b', { capacity: 1, room: 0 });

test.each<[string, Partial<MoveFacts>, KnownHost[], string | null, object]>([
  ['to a host that is named', {}, two, 'b', { kind: 'move', to: 'b' }],
  ['to the emptiest other', {}, [...two, host('c', { taken: 0 })], null, { kind: 'move', to: 'c' }],
  [
    'of one whose days are over',
    { phase: 'expired', phaseReason: 'expired' },
    two,
    'b',
    { kind: 'move', to: 'b' },
  ],
  [
    'of one that is suspended',
    { phase: 'suspended', phaseReason: 'suspended' },
    two,
    'b',
    { kind: 'move', to: 'b' },
  ],
  [
    'of one whose copy remains where nobody answers',
    { remainsOn: 'c' },
    [...two, host('c', { away: true })],
    'b',
    { kind: 'move', to: 'b' },
  ],
  ['once more to where it goes', { moveTo: 'b' }, two, 'b', { kind: 'again', to: 'b' }],
  ['once more to the emptiest', { moveTo: 'b' }, two, null, { kind: 'again', to: 'b' }],
])('a move %s is decided', (_what, facts, hosts, to, decision) => {
  expect(decideMove({ ...lives, ...facts }, hosts, { to })).toEqual(decision);
});

test.each<[string, Partial<MoveFacts>, KnownHost[], string | null, object]>([
  ['to nowhere', {}, two, 'z', { reason: 'no_such_host', host: 'z' }],
  ['to where it is', {}, two, 'a', { reason: 'same_host', host: 'a' }],
  [
    'to a closed host',
    {},
    [host('a'), host('b', { accepting: false })],
    'b',
    { reason: 'host_closed', host: 'b' },
  ],
  [
    'to a silent host',
    {},
    [host('a'), host('b', { away: true })],
    'b',
    { reason: 'host_away', host: 'b', seenAt },
  ],
  [
    'from a silent host',
    {},
    [host('a', { away: true }), host('b')],
    'b',
    { reason: 'host_away', host: 'a', seenAt },
  ],
  [
    'from a host without an address',
    {},
    [host('a', { address: null }), host('b')],
    'b',
    { reason: 'no_address', host: 'a' },
  ],
  ['to a full host', {}, [host('a'), full], 'b', { reason: 'host_full', host: 'b', taken: 1, capacity: 1 }],
  [
    'with full others',
    {},
    [host('a'), full],
    null,
    { reason: 'host_full', host: null, taken: 1, capacity: 1 },
  ],
  [
    'with closed others',
    {},
    [host('a'), host('b', { accepting: false })],
    null,
    { reason: 'host_closed', host: 'b' },
  ],
  ['with one host', {}, [host('a')], null, { reason: 'no_other_host' }],
  [
    'to a third while one is wished',
    { moveTo: 'b' },
    [...two, host('c')],
    'c',
    { reason: 'move_under_way', from: 'a', to: 'b' },
  ],
  [
    'while its volume is fetched',
    { movedFrom: 'b' },
    two,
    'b',
    { reason: 'move_under_way', from: 'b', to: 'a' },
  ],
  [
    'while it is taken back',
    { movedFrom: 'b', moveTo: 'b' },
    two,
    'b',
    { reason: 'move_under_way', from: 'b', to: 'b' },
  ],
  ['while a copy remains', { remainsOn: 'b' }, two, 'b', { reason: 'copy_remains', host: 'b' }],
  ['of one that has no host', { host: null, phase: 'provisioning' }, two, 'b', { reason: 'not_placed' }],
  [
    'of a removed one',
    { phase: 'removed', phaseReason: 'retention_over' },
    two,
    'b',
    { reason: 'removed', phaseReason: 'retention_over' },
  ],
  ['of one that goes', { removalAt: seenAt }, two, 'b', { reason: 'removed', phaseReason: 'removal_asked' }],
])('a move %s is refused with that fact', (_what, facts, hosts, to, refusal) => {
  expect(decideMove({ ...lives, ...facts }, hosts, { to })).toEqual({ kind: 'refused', refusal });
});

test('a wish that comes late, when the move it asked for is over, moves nothing back', () => {
  const arrived = { ...lives, host: 'b' };
  expect(decideMove(arrived, two, { to: null, from: 'a' })).toEqual({ kind: 'again', to: 'b' });
  expect(decideMove(arrived, two, { to: 'b', from: 'a' })).toEqual({ kind: 'again', to: 'b' });
  expect(decideMove(arrived, two, { to: 'a', from: 'a' })).toMatchObject({
    refusal: { reason: 'moved_meanwhile', host: 'b' },
  });
});

test.each([
  ['drops the wish before the hand-over', { moveTo: 'b', movedFrom: null }, { kind: 'drop' }],
  [
    'goes back to where the volume is after it',
    { moveTo: null, movedFrom: 'a' },
    { kind: 'return', to: 'a' },
  ],
  ['is the same twice', { moveTo: 'a', movedFrom: 'a' }, { kind: 'again' }],
  ['needs a move', { moveTo: null, movedFrom: null }, { kind: 'refused', refusal: { reason: 'no_move' } }],
])('taking back %s', (_what, facts, decision) => {
  expect(decideTakeBack(facts)).toEqual(decision);
});
