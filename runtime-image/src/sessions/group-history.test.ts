import { expect, test } from 'vitest';
import type { InboundMessage } from '../channels/channel.ts';
import { inbound } from '../testing.ts';
import { GroupHistory } from './group-history.ts';

const said = (text: string, more: Partial<InboundMessage> = {}): InboundMessage =>
  inbound(text, {
    chat: { id: 'oc_g', kind: 'group', threadId: null },
    sender: { id: 'ou_1', name: '小王' },
    ...more,
  });

test('what was overheard is told once, oldest first, when the bot is called', () => {
  const history = new GroupHistory();
  history.overhear(said('明天几点？'), 10);
  history.overhear(said('九点\n老地方', { sender: { id: 'ou_2', name: '小李' } }), 10);
  expect(history.take(said('@bot 记一下'))).toBe('小王: 明天几点？\n小李: 九点 老地方');
  expect(history.take(said('@bot'))).toBe('');
});

test('only the newest of a group are kept, and none where the limit is 0', () => {
  const history = new GroupHistory();
  for (const word of ['a', 'b', 'c']) history.overhear(said(word), 2);
  expect(history.take(said(''))).toBe('小王: b\n小王: c');
  history.overhear(said('x'), 0);
  expect(history.take(said(''))).toBe('');
});

test('a message that is delivered twice is heard once', () => {
  const history = new GroupHistory();
  const message = said('a');
  history.overhear(message, 5);
  history.overhear(message, 5);
  expect(history.take(said(''))).toBe('小王: a');
});

test('groups, threads and bots do not hear of each other', () => {
  const history = new GroupHistory();
  history.overhear(said('a'), 5);
  expect(history.take(said('', { chat: { id: 'oc_other', kind: 'group', threadId: null } }))).toBe('');
  expect(history.take(said('', { chat: { id: 'oc_g', kind: 'group', threadId: 'omt_1' } }))).toBe('');
  expect(history.take(said('', { accountId: 'second' }))).toBe('');
  expect(history.take(said(''))).toBe('小王: a');
});

test('a flood of long messages in many groups stays small', () => {
  const history = new GroupHistory();
  for (let chat = 0; chat < 120; chat += 1)
    for (let at = 0; at < 25; at += 1)
      history.overhear(
        said('字'.repeat(10_000), { chat: { id: `oc_${chat}`, kind: 'group', threadId: null } }),
        50,
      );
  expect(history.take(said('', { chat: { id: 'oc_0', kind: 'group', threadId: null } }))).toBe('');
  const text = history.take(said('', { chat: { id: 'oc_119', kind: 'group', threadId: null } }));
  expect(text.length).toBeGreaterThan(1_000);
  expect(text.length).toBeLessThan(8_200);
});
