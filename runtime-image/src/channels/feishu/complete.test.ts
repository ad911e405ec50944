import { expect, test } from 'vitest';
import { connectedChannel } from './testing.ts';

const signal = () => new AbortController().signal;

test('the words that a message answers are told when its turn begins, with what hung on them', async () => {
  const { emulator, app, host, channel } = await connectedChannel();
  const file = emulator.user.sendFile(app, { name: '预算.csv', bytes: Buffer.from('a,b') });
  await file.delivered;
  await emulator.user.sendText(app, '帮我改一下', { replyTo: file.message.messageId }).delivered;
  const [, message] = host.messages;
  expect(message).toMatchObject({ incomplete: true, quote: { messageId: file.message.messageId, text: '' } });
  const asked = emulator.log.entries.length;
  const whole = await channel.complete!(message!, signal());
  expect(emulator.log.entries.length - asked).toBeLessThanOrEqual(2);
  expect(whole.incomplete).toBeUndefined();
  expect(whole).toMatchObject({ text: '帮我改一下', quote: { text: '[文件：预算.csv]' } });
  const fetched = await channel.fetch(whole, whole.attachments![0]!, { bytesMax: 1_000, signal: signal() });
  expect(Buffer.from(fetched.bytes).toString()).toBe('a,b');
});

test('forwarded messages are told line by line', async () => {
  const { emulator, app, host, channel } = await connectedChannel();
  const first = emulator.user.sendText(app, '明天开会').message;
  const second = emulator.user.sendContent(app, 'location', {
    name: '老地方',
    latitude: '1',
    longitude: '2',
  }).message;
  await emulator.user.forward(app, [first.messageId, second.messageId]).delivered;
  const message = host.messages.at(-1)!;
  expect(message.text).toBe('[合并转发的消息]');
  const { text } = await channel.complete!(message, signal());
  expect(
    text
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^.*?: /, '')),
  ).toEqual(['明天开会', '[位置：老地方 (1, 2)]']);
});

test('a withdrawn quote is named, and one that cannot be had leaves the message as it is', async () => {
  const { emulator, app, host, channel } = await connectedChannel();
  const said = emulator.user.sendText(app, 'secret').message;
  await emulator.user.withdraw(said.messageId);
  await emulator.user.sendText(app, '这个呢', { replyTo: said.messageId }).delivered;
  const message = host.messages.at(-1)!;
  expect(await channel.complete!(message, signal())).toMatchObject({ quote: { text: '[消息已撤回]' } });
  emulator.faults.add({
    path: '/open-apis/im/v1/messages/*',
    status: 400,
    body: { code: 230027, msg: 'no' },
  });
  expect(await channel.complete!(message, signal())).toMatchObject({ text: '这个呢', quote: { text: '' } });
});

test('a platform that does not answer holds nobody up', async () => {
  const { emulator, app, host, channel } = await connectedChannel();
  const said = emulator.user.sendText(app, 'x').message;
  await emulator.user.sendText(app, 'y', { replyTo: said.messageId }).delivered;
  emulator.faults.add({ path: '/open-apis/im/v1/messages/*', hang: true });
  const controller = new AbortController();
  const completing = channel.complete!(host.messages.at(-1)!, controller.signal);
  controller.abort();
  expect(await completing).toMatchObject({ text: 'y', quote: { text: '' } });
});

test('every message of a thread answers the same one: it is quoted to the first only', async () => {
  const { emulator, app, host, channel } = await connectedChannel();
  const start = emulator.user.sendText(app, '话题', { chat: 'group', inThread: true }).message;
  for (const text of ['@小池 一', '@小池 二'])
    await emulator.user.sendText(app, text, { chat: 'group', replyTo: start.messageId }).delivered;
  const [one, two] = host.messages.filter(({ quote }) => quote !== undefined);
  expect((await channel.complete!(one!, signal())).quote!.text).toBe('话题');
  expect((await channel.complete!(two!, signal())).quote!.text).toBe('');
});
