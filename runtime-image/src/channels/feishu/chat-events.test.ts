import { expect, test } from 'vitest';
import { botMessages, connectedChannel, eventually, shown } from './testing.ts';

test('brought into a group the bot says once how it is called, and again when it comes back', async () => {
  const { emulator, app } = await connectedChannel({ greetsGroups: true });
  const chat = emulator.user.addToGroup(app);
  await eventually(() => botMessages(emulator, chat.chatId).length).toBe(1);
  expect(shown(emulator, botMessages(emulator, chat.chatId)[0]!).text).toContain('@小池');
  emulator.user.removeFromGroup(app);
  emulator.user.addToGroup(app);
  await eventually(() => botMessages(emulator, chat.chatId).length).toBe(2);
});

test('where nobody has to mention it, it says so; where groups are switched off, it says nothing', async () => {
  const groups = { '*': { scope: null, replyInThread: null, requireMention: false } };
  const { emulator, app } = await connectedChannel({ greetsGroups: true, groups });
  const chat = emulator.user.addToGroup(app);
  await eventually(() => botMessages(emulator, chat.chatId).length).toBe(1);
  expect(shown(emulator, botMessages(emulator, chat.chatId)[0]!).text).toContain('直接说');

  const silent = await connectedChannel({ greetsGroups: false });
  const other = silent.emulator.user.addToGroup(silent.app);
  await silent.emulator.user.sendText(silent.app, '@小池 hi', { chat: 'group' }).delivered;
  await eventually(() => silent.host.messages.length).toBe(1);
  expect(botMessages(silent.emulator, other.chatId)).toEqual([]);
});

test('the gateway hears of groups, their new names and their end', async () => {
  const { emulator, app, host } = await connectedChannel();
  app.events.push('im.chat.updated_v1', 'im.chat.disbanded_v1');
  const seen: string[] = [];
  Object.assign(host, {
    chatSeen: ({ id, name }: { id: string; name: string }) => seen.push(`${id} ${name}`),
    chatGone: (id: string) => seen.push(`${id} gone`),
  });
  const chat = emulator.user.createGroup('项目', [app]);
  await eventually(() => seen).toEqual([`${chat.chatId} 项目`]);
  await emulator.user.renameGroup(chat, '项目二');
  await emulator.user.disbandGroup(chat);
  expect(seen.slice(1)).toEqual([`${chat.chatId} 项目二`, `${chat.chatId} gone`]);
});

test('messages of a group carry its name once it is known', async () => {
  const { emulator, app, host } = await connectedChannel();
  const group = emulator.user.addToGroup(app);
  await emulator.user.sendText(app, '@小池 hi', { chat: 'group' }).delivered;
  await eventually(() => host.messages.length).toBe(1);
  await emulator.user.sendText(app, '@小池 hi', { chat: 'group' }).delivered;
  expect(host.messages.at(-1)!.chat.name).toBe(group.name);
});

test('reactions and withdrawals of people are nothing to answer', async () => {
  const { emulator, app, host } = await connectedChannel();
  const { message, delivered } = emulator.user.sendText(app, 'hi');
  await delivered;
  await emulator.user.react(message.messageId, 'OK');
  await emulator.user.withdraw(message.messageId);
  expect(host.messages).toHaveLength(1);
  expect(host.lines.filter((line) => line.includes('dropped'))).toEqual([]);
});
