import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import * as Lark from '@larksuiteoapi/node-sdk';
import { afterEach, expect, test } from 'vitest';
import { startFeishuEmulator } from '../feishu/start.ts';
import { startModelEmulator } from '../model/start.ts';

// The whole of 127/8 is this machine: another address of it stands for the bridge that computers see.
const elsewhere = '127.0.0.7';

const running: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
});

const closing = <T extends { close(): Promise<void> }>(emulator: T): T => {
  running.push(emulator);
  return emulator;
};

const statusOf = async (url: string, method = 'GET') => {
  const response = await fetch(url, { method });
  await response.body?.cancel();
  return response.status;
};

test('who connects by another address gets events by that address', async () => {
  const feishu = closing(await startFeishuEmulator({ addresses: [elsewhere] }));
  const app = feishu.user.createApp({ name: 'Bot' });
  const answer = await fetch(`http://${elsewhere}:${feishu.port}/callback/ws/endpoint`, {
    method: 'POST',
    body: JSON.stringify({ AppID: app.appId, AppSecret: app.appSecret }),
  });
  const { data } = (await answer.json()) as { data: { URL: string } };
  expect(data.URL).toMatch(new RegExp(`^ws://${elsewhere}:${feishu.port}/ws/v2\\?`));

  const client = new Lark.WSClient({
    appId: app.appId,
    appSecret: app.appSecret,
    domain: `http://${elsewhere}:${feishu.port}`,
    loggerLevel: Lark.LoggerLevel.error,
  });
  const received = new Promise<string>((resolve) => {
    const eventDispatcher = new Lark.EventDispatcher({ loggerLevel: Lark.LoggerLevel.error }).register({
      'im.message.receive_v1': (event) => resolve(event.message.content),
    });
    void client.start({ eventDispatcher });
  });
  await feishu.waitForConnections(app.appId, 1);
  feishu.user.sendText(app, '你好');
  expect(await received).toContain('你好');
  client.close();
});

test('by another address programs reach the API, and neither pages nor the control of the sandbox', async () => {
  const feishu = closing(await startFeishuEmulator({ addresses: [elsewhere] }));
  const model = closing(await startModelEmulator({ addresses: [elsewhere] }));
  const from = (url: string) => url.replace('127.0.0.1', elsewhere);
  expect(await statusOf(`${from(model.url)}/v1/models`)).toBe(401);
  for (const path of ['/phone', '/app', '/__emulator/log', '/open-apis/%2e%2e/phone']) {
    expect(await statusOf(`${feishu.url}${path}`), path).toBe(200);
    expect(await statusOf(`${from(feishu.url)}${path}`), path).toBe(404);
  }
  expect(await statusOf(`${from(model.url)}/__emulator/requests`)).toBe(404);
});

test('a path with dots does not lead out of the API', async () => {
  const feishu = closing(await startFeishuEmulator({ addresses: [elsewhere] }));
  const socket = connect(feishu.port, elsewhere);
  await once(socket, 'connect');
  socket.end('GET /open-apis/../phone HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  expect(await text(socket)).toMatch(/^HTTP\/1.1 404 /);
});

test('an address that is not of this machine is one clear sentence, and nothing keeps listening', async () => {
  const { port, close } = await startModelEmulator();
  await close();
  await expect(startModelEmulator({ port, addresses: ['192.0.2.77'] })).rejects.toThrow(
    'Sandbox model: 192.0.2.77 is no address of this machine.',
  );
  const again = closing(await startModelEmulator({ port }));
  expect(again.port).toBe(port);
});
