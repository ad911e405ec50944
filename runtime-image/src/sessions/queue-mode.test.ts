import { describe, expect, it } from 'vitest';
import type { QueueSettings } from '../config/sessions.ts';
import { batchSize, isSameVoice, overflow, queueRules, steerable, type InLine } from './queue-mode.ts';

const settings: QueueSettings = {
  ...{ mode: 'steer', byChannel: { dingtalk: 'collect' }, debounceMs: null },
  ...{ debounceMsByChannel: { dingtalk: 900 }, cap: 20, drop: 'summarize' },
};
const message = (sender: string, chat = 'c', threadId: string | null = null): InLine['message'] => ({
  ...{ channel: 'feishu', accountId: 'default', sender: { id: sender, name: '' } },
  chat: { id: chat, kind: 'group', threadId },
});
/** `a` an ordinary message of that person, `A` one that cannot join, `a~` one that was shortened */
const line = (...names: string[]): InLine[] =>
  names.map((name) => ({
    message: message(name[0]!.toLowerCase()),
    joinable: name[0] === name[0]!.toLowerCase(),
    shortened: name.endsWith('~'),
  }));

describe('the rules in force', () => {
  it.each([
    [undefined, 'feishu', { mode: 'steer', debounceMs: 0, cap: 20, drop: 'summarize' }],
    [undefined, 'dingtalk', { mode: 'collect', debounceMs: 900, cap: 20, drop: 'summarize' }],
    [{ mode: 'collect' }, 'feishu', { mode: 'collect', debounceMs: 500, cap: 20, drop: 'summarize' }],
    [
      { mode: 'followup', debounceMs: 50, cap: 2, drop: 'new' },
      'dingtalk',
      { mode: 'followup', debounceMs: 50, cap: 2, drop: 'new' },
    ],
    [{ mode: 'interrupt', debounceMs: 50 }, 'feishu', { mode: 'interrupt', debounceMs: 0, cap: 20 }],
  ] as const)('a session that set %j in %s: %j', (own, channel, rules) => {
    expect(queueRules(own, settings, channel)).toMatchObject(rules);
  });
});

it('a voice is one person in one place', () => {
  expect(isSameVoice(message('a'), message('a'))).toBe(true);
  expect(isSameVoice(message('a'), message('b'))).toBe(false);
  expect(isSameVoice(message('a'), message('a', 'other'))).toBe(false);
  expect(isSameVoice(message('a'), message('a', 'c', 'thread'))).toBe(false);
});

it.each([
  [line(), 0],
  [line('a', 'a'), 2],
  // another person's words never enter, and nothing overtakes what stands before it
  [line('b', 'a'), 0],
  [line('a', 'b', 'a'), 1],
  [line('A', 'a'), 0],
] as const)('a running turn of a takes over from %j: %i', (waiting, count) => {
  expect(steerable(waiting, message('a'))).toBe(count);
});

it.each([
  ['followup', line('a', 'a'), 1],
  ['steer', line('a', 'a'), 1],
  ['collect', line('a', 'a', 'b'), 2],
  ['interrupt', line('a', 'a', 'A', 'a'), 2],
  ['collect', line('A', 'a'), 1],
  ['collect', line(), 0],
  // what was shortened goes with the next one in every mode
  ['followup', line('a~', 'a~', 'a', 'a'), 3],
  ['followup', line('a~', 'b'), 1],
] as const)('%s makes a turn from %j: %i', (mode, waiting, count) => {
  expect(batchSize(waiting, mode)).toBe(count);
});

it.each([
  [line('a', 'a'), 'a', { cap: 3, drop: 'old' }, { kind: 'fits' }],
  [line('a', 'a'), 'a', { cap: 2, drop: 'new' }, { kind: 'refuse_new' }],
  [line('b', 'A', 'a', 'a'), 'a', { cap: 2, drop: 'old' }, { kind: 'refuse_oldest', oldest: 2 }],
  [line('a~', 'a', 'a'), 'a', { cap: 2, drop: 'summarize' }, { kind: 'shorten_oldest', oldest: 1 }],
  // others' messages, commands and callers that wait for their own answer take no room
  [line('b', 'b', 'A'), 'a', { cap: 1, drop: 'new' }, { kind: 'fits' }],
  [line('a', 'a'), 'A', { cap: 1, drop: 'new' }, { kind: 'fits' }],
] as const)('in line %j, %s under %j: %j', (waiting, arriving, rules, what) => {
  expect(overflow(waiting, line(arriving)[0]!, rules)).toEqual(what);
});
