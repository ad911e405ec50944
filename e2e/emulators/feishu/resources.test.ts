import type * as lark from '@larksuiteoapi/node-sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sdkClient } from './testing.ts';
import { startFeishuEmulator, type FeishuEmulator } from './start.ts';
import type { App } from './entities.ts';

let emulator: FeishuEmulator;
let app: App;
let client: lark.Client;
beforeEach(async () => {
  emulator = await startFeishuEmulator();
  app = emulator.user.createApp();
  client = sdkClient(emulator, app);
});
afterEach(() => emulator.close());

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test('an image uploaded by the SDK (a part without a filename) keeps its bytes', async () => {
  const uploaded = await client.im.v1.image.create({ data: { image_type: 'message', image: png } });
  const key = uploaded!.image_key!;
  expect(emulator.state.resources.get(key)!.bytes.equals(png)).toBe(true);
  expect(emulator.log.matching('POST', '/open-apis/im/v1/images')[0]!.bodyBytes).toBeGreaterThan(png.length);
});

test('a file with every byte value survives upload, and an empty one is refused', async () => {
  const bytes = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
  const upload = (file: Buffer) =>
    client.im.v1.file.create({ data: { file_type: 'stream', file_name: '报告.bin', file } });
  const key = (await upload(bytes))!.file_key!;
  expect(emulator.state.resources.get(key)).toMatchObject({ name: '报告.bin' });
  expect(emulator.state.resources.get(key)!.bytes.equals(bytes)).toBe(true);
  await expect(upload(Buffer.alloc(0))).rejects.toThrow();
});

test('what is no image is refused as one', async () => {
  const call = client.im.v1.image.create({ data: { image_type: 'message', image: Buffer.from('text') } });
  await expect(call).rejects.toMatchObject({ response: { data: { code: 234011 } } });
});

test("a person's file is downloaded by its own message and its own type only", async () => {
  const { message } = emulator.user.sendFile(app, { name: 'a.txt', bytes: Buffer.from('hello') });
  const key = (JSON.parse(message.content) as { file_key: string }).file_key;
  const get = (messageId: string, type: string) =>
    client.im.v1.messageResource.get({ path: { message_id: messageId, file_key: key }, params: { type } });
  const pieces: Buffer[] = [];
  for await (const piece of (await get(message.messageId, 'file')).getReadableStream())
    pieces.push(piece as Buffer);
  expect(Buffer.concat(pieces).toString()).toBe('hello');
  const other = emulator.user.sendText(app, 'x').message;
  await expect(get(other.messageId, 'file')).rejects.toThrow();
  await expect(get(message.messageId, 'image')).rejects.toThrow();
});
