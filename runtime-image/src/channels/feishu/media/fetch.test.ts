import { expect, test } from 'vitest';
import { ChannelRefusal, type Attachment } from '../../channel.ts';
import { connectedChannel, type Joined } from '../testing.ts';
import type { FeishuEmulator } from '../../../../../e2e/emulators/feishu/start.ts';
import type { App } from '../../../../../e2e/emulators/feishu/entities.ts';

type Ground = Joined & { emulator: FeishuEmulator; app: App };
const limits = (bytesMax = 1_000_000) => ({ bytesMax, signal: new AbortController().signal });
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const anyBytes = Buffer.from(Array.from({ length: 70_000 }, (_, at) => at % 256));

async function received(
  { emulator, app, host }: Ground,
  file: { name: string; bytes: Buffer; as?: 'voice' },
) {
  const { message, delivered } = emulator.user.sendFile(app, file);
  await delivered;
  return host.messages.find(({ messageId }) => messageId === message.messageId)!;
}

test.each([
  ['a picture', { name: 'a.png', bytes: png }, { kind: 'image', name: 'a.png', mimeType: 'image/png' }],
  ['a file', { name: '报告.bin', bytes: anyBytes }, { kind: 'file', name: '报告.bin' }],
  ['a video', { name: 'b.mp4', bytes: anyBytes }, { kind: 'video', name: 'b.mp4', mimeType: 'video/mp4' }],
  [
    'a voice message',
    { name: '', bytes: anyBytes, as: 'voice' as const },
    { kind: 'audio', mimeType: 'audio/ogg' },
  ],
  ['a JSON file', { name: 'c.json', bytes: Buffer.from('{"code":5}') }, { kind: 'file', name: 'c.json' }],
])('%s is fetched with its bytes, its name and its kind', async (_, file, expected) => {
  const ground = await connectedChannel();
  const message = await received(ground, file);
  const [attachment] = message.attachments!;
  const fetched = await ground.channel.fetch(message, attachment!, limits());
  expect(Buffer.from(fetched.bytes).equals(file.bytes)).toBe(true);
  const { kind, ...told } = expected;
  expect(attachment!.kind).toBe(kind);
  expect(fetched).toMatchObject(told);
});

test('a file over the limit is refused with the limit, and its bytes are not held', async () => {
  const ground = await connectedChannel();
  const message = await received(ground, { name: 'big.bin', bytes: anyBytes });
  const fetching = ground.channel.fetch(message, message.attachments![0]!, limits(60_000));
  await expect(fetching).rejects.toThrow(ChannelRefusal);
  await expect(ground.channel.fetch(message, message.attachments![0]!, limits(60_000))).rejects.toThrow(
    /0\.1 MB/,
  );
});

test('the account may allow less than the caller', async () => {
  const ground = await connectedChannel({ mediaBytesMax: 1000 });
  const message = await received(ground, { name: 'big.bin', bytes: anyBytes });
  await expect(ground.channel.fetch(message, message.attachments![0]!, limits())).rejects.toThrow(
    ChannelRefusal,
  );
});

test('an attachment of a withdrawn message is refused in words', async () => {
  const ground = await connectedChannel();
  const message = await received(ground, { name: 'a.bin', bytes: anyBytes });
  await ground.emulator.user.withdraw(message.messageId);
  await expect(ground.channel.fetch(message, message.attachments![0]!, limits())).rejects.toThrow('撤回');
});

test('a platform that fails for a moment is asked again', async () => {
  const ground = await connectedChannel();
  const message = await received(ground, { name: 'a.bin', bytes: anyBytes });
  ground.emulator.faults.add({
    path: '/open-apis/im/v1/messages/*/resources/*',
    status: 502,
    body: 'bad gateway',
  });
  const { bytes } = await ground.channel.fetch(message, message.attachments![0]!, limits());
  expect(bytes.byteLength).toBe(anyBytes.length);
});

test('who stops waiting is answered at once', async () => {
  const ground = await connectedChannel();
  const message = await received(ground, { name: 'a.bin', bytes: anyBytes });
  ground.emulator.faults.add({ path: '/open-apis/im/v1/messages/*/resources/*', hang: true });
  const controller = new AbortController();
  const fetching = ground.channel.fetch(message, message.attachments![0]!, {
    ...limits(),
    signal: controller.signal,
  });
  controller.abort(new Error('stopped'));
  await expect(fetching).rejects.toThrow('stopped');
});

test.each(['', 'image', '../../bot/v3/info', 'image:a/../../x', 'file:a?type=image', 'image:a@../x'])(
  'a reference that is not ours is refused: %j',
  async (ref) => {
    const ground = await connectedChannel();
    const message = await received(ground, { name: 'a.bin', bytes: anyBytes });
    const attachment: Attachment = { ...message.attachments![0]!, ref };
    await expect(ground.channel.fetch(message, attachment, limits())).rejects.toThrow(ChannelRefusal);
  },
);

test('pictures and videos inside rich text are attachments, stickers are not', async () => {
  const ground = await connectedChannel();
  const { emulator, app, host } = ground;
  const { message } = emulator.user.sendFile(app, { name: 'a.png', bytes: png });
  const { image_key } = JSON.parse(message.content) as { image_key: string };
  const content = [
    [
      { tag: 'text', text: '看' },
      { tag: 'img', image_key },
    ],
    [{ tag: 'media', file_key: 'file_v3_1' }],
  ];
  await emulator.user.sendContent(app, 'post', { title: '', content }).delivered;
  await emulator.user.sendContent(app, 'sticker', { file_key: 'file_v3_2' }).delivered;
  const [, post, sticker] = host.messages;
  expect(post!.text).toBe('看[图片]\n[视频]');
  expect(post!.attachments!.map(({ kind }) => kind)).toEqual(['image', 'video']);
  const { bytes } = await ground.channel.fetch(post!, post!.attachments![0]!, limits());
  expect(Buffer.from(bytes).equals(png)).toBe(true);
  expect(sticker!).toMatchObject({ text: '[表情]' });
  expect(sticker!.attachments).toBeUndefined();
});
