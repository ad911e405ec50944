import { expect, test } from 'vitest';
import { promptKnowsOwner, scopeOf } from './scope.ts';

const owner = { byOwner: true, chatKind: 'direct' } as const;
const stranger = { byOwner: false, chatKind: 'direct' } as const;
const group = { byOwner: true, chatKind: 'group' } as const;

test.each([
  ['as in every channel', undefined, [true, false, false]],
  ['kept apart', 'apart', [true, false, false]],
  ['shared across conversations', 'shared', [true, true, true]],
] as const)(
  'what is known of the owner, %s: in their private chat, in others’, in groups',
  (_, memory, expected) => {
    const known = [owner, stranger, group].map((turn) => promptKnowsOwner({ ...turn, memory }));
    expect(known).toEqual(expected);
  },
);

test('what was said elsewhere stays there, however memory is shared', () => {
  expect(scopeOf({ ...group, memory: 'shared' })).toEqual({ privateFiles: true, allSessions: false });
  expect(scopeOf({ ...stranger, memory: 'apart' })).toEqual({ privateFiles: false, allSessions: false });
});
