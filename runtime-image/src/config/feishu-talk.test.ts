import { expect, test } from 'vitest';
import { readTalk } from './feishu-talk.ts';

test('without a word the marks are everywhere, threads are sessions, twenty overheard messages are shown', () => {
  expect(readTalk({}, {})).toEqual({
    typingMark: 'all',
    responsePrefix: '',
    textCharactersMax: 3500,
    mediaBytesMax: 30 * 1024 * 1024,
    greetsGroups: true,
    historyLimit: 20,
    groupPrompts: {},
    groups: { '*': { scope: null, replyInThread: null, requireMention: null } },
  });
});

test.each([
  ['group-mentions', 'all'],
  ['group-all', 'all'],
  ['all', 'all'],
  ['direct', 'direct'],
  ['off', 'off'],
  ['none', 'off'],
] as const)('messages.ackReactionScope %s: the mark is shown %s', (ackReactionScope, typingMark) => {
  expect(readTalk({}, { messages: { ackReactionScope } }).typingMark).toBe(typingMark);
});

test('typingIndicator false takes the mark away whatever the scope says', () => {
  expect(readTalk({ typingIndicator: false }, { messages: { ackReactionScope: 'all' } }).typingMark).toBe(
    'off',
  );
});

test.each([
  [{ groupSessionScope: 'group_sender' }, 'group_sender'],
  [{ topicSessionMode: 'enabled' }, 'group_topic'],
  [{ topicSessionMode: 'disabled' }, 'group'],
  [{ groupSessionScope: 'group', topicSessionMode: 'enabled' }, 'group'],
] as const)('%j makes %s one conversation', (keys, scope) => {
  expect(readTalk(keys, {}).groups['*']!.scope).toBe(scope);
});

test('a group has its own settings, the entry * and the account those of all others', () => {
  const { groups, groupPrompts, historyLimit } = readTalk(
    {
      replyInThread: 'enabled',
      historyLimit: 5,
      groups: {
        oc_1: { replyInThread: 'disabled', systemPrompt: 'Be brief.' },
        '*': { groupSessionScope: 'group' },
      },
    },
    { messages: { groupChat: { historyLimit: 9 } } },
  );
  expect(groups['oc_1']).toEqual({ scope: null, replyInThread: false, requireMention: null });
  expect(groups['*']).toEqual({ scope: 'group', replyInThread: true, requireMention: null });
  expect(groupPrompts).toEqual({ oc_1: 'Be brief.' });
  expect(historyLimit).toBe(5);
});

test('limits are the platform\u2019s at most, and the prefix of the channel wins', () => {
  const talk = readTalk(
    { textChunkLimit: 9_000, mediaMaxMb: 0.5, responsePrefix: '[A]' },
    { messages: { responsePrefix: '[B]' } },
  );
  expect(talk).toMatchObject({ textCharactersMax: 3500, mediaBytesMax: 524_288, responsePrefix: '[A]' });
});
