import { describe, expect, test } from 'vitest';
import { ChannelRefusal, type OutgoingFile } from '../channel.ts';
import { botMessages, connectedChannel, eventually, shown } from './testing.ts';

const bytes = Buffer.from(Array.from({ length: 4_000 }, (_, at) => at % 256));
const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), bytes]);
const report: OutgoingFile = { kind: 'file', name: '报告.pdf', mimeType: 'application/pdf', bytes };
const picture: OutgoingFile = { kind: 'image', name: 'a.png', mimeType: 'image/png', bytes: png };
const words = (text: string, files: OutgoingFile[] = []) => ({ text, files });

async function ground() {
  const joined = await connectedChannel();
  const chat = joined.emulator.state.privateChat(joined.app, joined.app.ownerId);
  const resourceOf = (content: string) => {
    const { image_key, file_key } = JSON.parse(content) as { image_key?: string; file_key?: string };
    return joined.emulator.state.resources.get((image_key ?? file_key)!)!;
  };
  return { ...joined, chat, resourceOf, sent: () => botMessages(joined.emulator, chat.chatId) };
}

describe('files', () => {
  test('words come first, then each file with its bytes and its name', async () => {
    const { channel, chat, sent, resourceOf } = await ground();
    await channel.send({ chatId: chat.chatId }, words('给你', [report, picture]), 'k');
    expect(sent().map(({ msgType }) => msgType)).toEqual(['text', 'file', 'image']);
    const [, file, image] = sent();
    expect(resourceOf(file!.content)).toMatchObject({ name: '报告.pdf' });
    expect(resourceOf(file!.content).bytes.equals(bytes)).toBe(true);
    expect(resourceOf(image!.content).bytes.equals(png)).toBe(true);
  });

  test('voice goes out to be played, a video too', async () => {
    const { channel, chat, sent } = await ground();
    const ogg = Buffer.concat([Buffer.from('OggS'), bytes]);
    const mp4 = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom', 'latin1'), bytes]);
    const files: OutgoingFile[] = [
      { kind: 'audio', name: 'a.ogg', mimeType: 'audio/ogg', bytes: ogg },
      { kind: 'video', name: 'b.mp4', mimeType: 'video/mp4', bytes: mp4 },
    ];
    await channel.send({ chatId: chat.chatId }, words('', files), 'k');
    expect(sent().map(({ msgType }) => msgType)).toEqual(['audio', 'media']);
  });

  test('the same key sends once, also when the platform’s answer was lost', async () => {
    const { channel, chat, sent, emulator } = await ground();
    emulator.faults.add({ path: '/open-apis/im/v1/messages', drop: 'response', times: 2 });
    await channel.send({ chatId: chat.chatId }, words('给你', [report]), 'k');
    await channel.send({ chatId: chat.chatId }, words('给你', [report]), 'k');
    expect(sent()).toHaveLength(2);
  });

  test('what the platform would refuse is refused before anything is said', async () => {
    const { channel, chat, sent } = await ground();
    const empty = { ...report, bytes: new Uint8Array() };
    const send = channel.send({ chatId: chat.chatId }, words('给你', [report, empty]), 'k');
    await expect(send).rejects.toThrow(ChannelRefusal);
    await expect(channel.send({ chatId: chat.chatId }, words('', [empty]), 'k')).rejects.toThrow('空文件');
    const huge = { ...report, bytes: Buffer.alloc(30 * 1024 * 1024 + 1, 1) };
    await expect(channel.send({ chatId: chat.chatId }, words('', [huge]), 'k')).rejects.toThrow('30 MB');
    expect(sent()).toEqual([]);
  });
});

describe('targets', () => {
  test('a person is reached by open_id, and a stranger to the platform is refused in words', async () => {
    const { channel, ownerId, sent } = await ground();
    await channel.send({ userId: ownerId }, words('hi'), 'k');
    expect(sent()).toHaveLength(1);
    await expect(channel.send({ userId: 'ou_nobody' }, words('hi'), 'k2')).rejects.toThrow(ChannelRefusal);
  });

  test('a message for a thread lands in the thread, known or found by the platform', async () => {
    const { channel, emulator, app } = await ground();
    const { message, delivered } = emulator.user.sendText(app, '@小池 hi', { chat: 'group', inThread: true });
    await delivered;
    const to = { chatId: message.chatId, threadId: message.threadId! };
    await channel.send(to, words('seen'), 'k1');
    const older = emulator.user.sendText(app, 'nobody mentioned', { chat: 'group', inThread: true }).message;
    await channel.send({ chatId: message.chatId, threadId: older.threadId! }, words('found'), 'k2');
    const threads = botMessages(emulator, message.chatId).map(({ threadId }) => threadId);
    expect(threads).toEqual([message.threadId, older.threadId]);
  });

  test('a chat that the bot has left is refused in words, and the gateway is told', async () => {
    const { channel, emulator, app, host } = await ground();
    const chat = emulator.user.createGroup('项目', [app]);
    chat.appIds = [];
    const gone: string[] = [];
    Object.assign(host, { chatGone: (id: string) => gone.push(id) });
    await expect(channel.send({ chatId: chat.chatId }, words('hi'), 'k')).rejects.toThrow('不在这个群里');
    expect(gone).toEqual([chat.chatId]);
    await emulator.user.disbandGroup(chat);
    await expect(channel.send({ chatId: chat.chatId }, words('hi'), 'k')).rejects.toThrow('不存在');
  });

  test('someone outside the availability range is told of as such', async () => {
    const { channel, app, ownerId } = await ground();
    app.visibleTo = [];
    await expect(channel.send({ userId: ownerId }, words('hi'), 'k')).rejects.toThrow('可用范围');
  });

  test('a frequency limit is waited out', async () => {
    const { channel, chat, sent, emulator } = await ground();
    const limited = {
      status: 429,
      headers: { 'x-ogw-ratelimit-reset': '1' },
      body: { code: 99991400, msg: 'slow' },
    };
    emulator.faults.add({ path: '/open-apis/im/v1/files', ...limited });
    emulator.faults.add({
      path: '/open-apis/im/v1/messages',
      status: 400,
      body: { code: 230020, msg: 'chat' },
    });
    await channel.send({ chatId: chat.chatId }, words('', [report]), 'k');
    expect(sent()).toHaveLength(1);
  });
});

describe('questions with buttons', () => {
  const actions = [
    { label: '允许', command: '/approve k7 allow-once', style: 'primary' },
    { label: '不允许', command: '/approve k7 deny', style: 'danger' },
  ] as const;
  const ask = { text: '想运行 `ls`', files: [], actions: [...actions] };
  const press = (command: string) => ({ tag: 'button', value: { command, label: '允许' } });

  test('a pressed button comes back as the presser’s message, once for each person and button', async () => {
    const { channel, chat, sent, emulator, app, host, ownerId } = await ground();
    await channel.send({ chatId: chat.chatId }, ask, 'q');
    const [card] = sent();
    const first = await emulator.user.press(card!.messageId, press(actions[0].command), app.ownerId);
    await emulator.user.press(card!.messageId, press(actions[0].command), app.ownerId);
    expect(first?.data).toMatchObject({ toast: { content: '已收到：允许' } });
    expect(new Set(host.messages.map(({ messageId }) => messageId)).size).toBe(1);
    expect(host.messages[0]).toMatchObject({
      text: '/approve k7 allow-once',
      sender: { id: ownerId },
      chat: { id: chat.chatId, kind: 'direct', threadId: null },
      mentionsBot: true,
    });
  });

  test('in a group it is the group’s message, by the platform’s word and not by a guess', async () => {
    const { channel, emulator, app, host } = await ground();
    const chat = emulator.user.createGroup('项目', [app]);
    await channel.send({ chatId: chat.chatId }, ask, 'q');
    const [card] = botMessages(emulator, chat.chatId);
    await emulator.user.press(card!.messageId, press(actions[1].command), 'colleague');
    expect(host.messages[0]).toMatchObject({ chat: { id: chat.chatId, kind: 'group' } });
  });

  test('the answer to a press stands under its card, and no mark is set on it', async () => {
    const { channel, chat, sent, emulator, app, host } = await ground();
    await channel.send({ chatId: chat.chatId }, ask, 'q');
    const [card] = sent();
    await emulator.user.press(card!.messageId, press(actions[0].command), app.ownerId);
    const reply = channel.reply({ key: 'a', to: host.messages[0]!, saved: null, save() {} });
    reply.typing();
    await reply.finish('好的');
    expect(sent().at(-1)).toMatchObject({ parentId: card!.messageId, content: '{"text":"好的"}' });
    expect(emulator.state.messages.get(card!.messageId)!.reactions).toEqual([]);
  });

  test('a settled question loses its buttons and shows who decided, once', async () => {
    const { channel, chat, sent, emulator } = await ground();
    await channel.send({ chatId: chat.chatId }, ask, 'q');
    const [card] = sent();
    expect(card!.content).toContain('allow-once');
    await channel.settle!('q', '已由 Ada 允许一次');
    const content = emulator.state.messages.get(card!.messageId)!.content;
    expect(content).toContain('已由 Ada 允许一次');
    expect(content).toContain('想运行');
    expect(content).not.toContain('allow-once');
    await channel.settle!('q', 'again');
    await channel.settle!('unknown', 'x');
    expect(emulator.state.messages.get(card!.messageId)!.content).toBe(content);
  });

  test('a card that is refused becomes text with the commands to send', async () => {
    const { channel, chat, sent, emulator } = await ground();
    const refused = { status: 400, body: { code: 230099, msg: 'ErrCode: 11310' } };
    emulator.faults.add({ path: '/open-apis/im/v1/messages', bodyIncludes: 'column_set', ...refused });
    await channel.send({ chatId: chat.chatId }, ask, 'q');
    expect(shown(emulator, sent()[0]!).text).toContain('/approve k7 deny');
  });

  test('a press without a command, or of another app’s button, is nothing', async () => {
    const { channel, chat, sent, emulator, app, host } = await ground();
    await channel.send({ chatId: chat.chatId }, ask, 'q');
    await emulator.user.press(sent()[0]!.messageId, { tag: 'button', value: { go: 'x' } }, app.ownerId);
    await eventually(() => host.lines.some((line) => line.includes('malformed'))).toBe(true);
    expect(host.messages).toEqual([]);
  });
});
