import { expect, test } from 'vitest';
import { route } from '../../sessions/route.ts';
import { botMessages, connectedChannel, eventually, said } from './testing.ts';

const rules = { agents: {}, defaultAgentId: 'main', bindings: [], dmScope: 'main' as const };
const rule = (more: object) => ({ '*': { scope: null, replyInThread: null, requireMention: null, ...more } });

test('in a topic group every topic is a conversation, and is answered in its place', async () => {
  const joined = await connectedChannel();
  const { emulator, app, channel } = joined;
  const group = emulator.user.createGroup('话题群', [app], { isTopicGroup: true });
  const first = await said(joined, '@小池 一', { chat: group.chatId });
  const second = await said(joined, '@小池 二', { chat: group.chatId });
  expect(route(first.to, rules).sessionKey).not.toBe(route(second.to, rules).sessionKey);
  await channel.reply(second.context).finish('好');
  const [answer] = botMessages(emulator, group.chatId);
  expect(answer!.threadId).toBe(second.to.chat.threadId);
});

test('with replyInThread an answer opens a thread, and what is said there goes on with it', async () => {
  const joined = await connectedChannel({ groups: rule({ replyInThread: true }) });
  const { emulator, channel } = joined;
  const first = await said(joined, '@小池 一', { chat: 'group' });
  await channel.reply(first.context).finish('好');
  const [answer] = botMessages(emulator, first.to.chat.id);
  expect(answer).toMatchObject({ parentId: first.to.messageId, threadId: expect.any(String) as string });
  const next = await said(joined, '@小池 继续', { chat: 'group', replyTo: answer!.messageId });
  expect(route(next.to, rules).sessionKey).toBe(route(first.to, rules).sessionKey);
  await channel.send(
    { chatId: first.to.chat.id, threadId: first.to.chat.threadId },
    { text: 'x', files: [] },
    'k',
  );
  expect(botMessages(emulator, first.to.chat.id).at(-1)!.threadId).toBe(answer!.threadId);
});

test('with one conversation for the group, threads share it and answers still stand in their thread', async () => {
  const joined = await connectedChannel({ groups: rule({ scope: 'group' }) });
  const { emulator, channel } = joined;
  const one = await said(joined, '@小池 一', { chat: 'group', inThread: true });
  const two = await said(joined, '@小池 二', { chat: 'group' });
  expect(route(one.to, rules).sessionKey).toBe(route(two.to, rules).sessionKey);
  await channel.reply(one.context).finish('好');
  expect(botMessages(emulator, one.to.chat.id)[0]!.threadId).toBe(one.to.chat.threadId);
});

test('marks are set where the settings say so only, and the prefix stands before the answer', async () => {
  const joined = await connectedChannel({ typingMark: 'direct', responsePrefix: '[池]' });
  const { emulator, channel } = joined;
  const group = await said(joined, '@小池 一', { chat: 'group' });
  const reply = channel.reply(group.context);
  reply.typing();
  // the mark of a later private message has come: that of the group would have been there before
  const direct = await said(joined, '二');
  channel.reply(direct.context).typing();
  const marksOn = (messageId: string) => emulator.state.messages.get(messageId)!.reactions.length;
  await eventually(() => marksOn(direct.to.messageId)).toBe(1);
  expect(marksOn(group.to.messageId)).toBe(0);
  await reply.finish('好');
  expect(botMessages(emulator, group.to.chat.id)[0]!.content).toBe('{"text":"[池] 好"}');
});
