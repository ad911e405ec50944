import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sdkClient, sdkConnection } from './testing.ts';
import { startFeishuEmulator } from './start.ts';

let folder: string;
let stateFile: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feishu-'));
  stateFile = join(folder, 'sub', 'feishu.json');
});
afterEach(() => rm(folder, { recursive: true }));

test('apps, chats, messages and tokens survive a restart', async () => {
  const first = await startFeishuEmulator({ stateFile });
  const app = first.user.createApp({ name: '小助手' });
  const { message } = first.user.sendText(app, '记住我');
  const client = sdkClient(first, app);
  await client.im.v1.message.get({ path: { message_id: message.messageId } });
  const { port } = first;
  await first.close();

  const second = await startFeishuEmulator({ stateFile, port });
  expect(second.state.apps.get(app.appId)).toEqual(app);
  expect(second.messagesOf(message.chatId)).toEqual([message]);
  // The client still holds its old token.
  const read = await client.im.v1.message.get({ path: { message_id: message.messageId } });
  expect(read.code).toBe(0);
  expect(second.log.matching('POST', /tenant_access_token/)).toEqual([]);
  await second.close();
});

test('an event nobody acknowledged is pushed after the restart', async () => {
  const first = await startFeishuEmulator({ stateFile });
  const app = first.user.createApp();
  first.user.sendText(app, 'later');
  await first.close();
  const second = await startFeishuEmulator({ stateFile });
  const text = Promise.withResolvers<string>();
  const connection = sdkConnection(second, app, {
    'im.message.receive_v1': (data: { message: { content: string } }) => text.resolve(data.message.content),
  });
  expect(await text.promise).toBe('{"text":"later"}');
  connection.client.close({ force: true });
  await second.close();
});

test('a confirmed app is in the file before its credentials can be fetched', async () => {
  const emulator = await startFeishuEmulator({ stateFile });
  const begin = await fetch(`${emulator.url}/oauth/v1/app/registration`, {
    method: 'POST',
    body: 'action=begin&archetype=PersonalAgent&auth_method=client_secret&request_user_info=open_id',
  });
  const { user_code } = (await begin.json()) as { user_code: string };
  const result = await emulator.user.approve(user_code);
  const stored = JSON.parse(await readFile(stateFile, 'utf8')) as { apps: { appId: string }[] };
  expect(stored.apps.map(({ appId }) => appId)).toEqual([result.ok && result.app.appId]);
  await emulator.close();
});

test('a state file that cannot be read is told, not overwritten', async () => {
  const broken = join(folder, 'broken.json');
  await writeFile(broken, '{');
  await expect(startFeishuEmulator({ stateFile: broken })).rejects.toThrow(broken);
  expect(await readFile(broken, 'utf8')).toBe('{');
});
