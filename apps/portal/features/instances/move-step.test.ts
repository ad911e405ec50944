import { expect, test } from 'vitest';
import { moveUnderWay } from './move-step.ts';

test.each([
  ['no move', { host: 'a', moveTo: null, movedFrom: null }, null],
  ['no move of one without a host', { host: null, moveTo: null, movedFrom: null }, null],
  ['a wish', { host: 'a', moveTo: 'b', movedFrom: null }, { step: 'stopping', from: 'a', to: 'b' }],
  [
    'a volume on its way',
    { host: 'b', moveTo: null, movedFrom: 'a' },
    { step: 'copying', from: 'a', to: 'b' },
  ],
  [
    'one that is taken back',
    { host: 'b', moveTo: 'a', movedFrom: 'a' },
    { step: 'returning', from: 'b', to: 'a' },
  ],
])('%s is told as such', (_what, facts, move) => {
  expect(moveUnderWay(facts)).toEqual(move);
});
