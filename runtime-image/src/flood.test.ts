/** Ten thousand messages of five hundred people through a platform that fails all the time, and a gateway that is killed on the way. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { App, Message } from '../../e2e/emulators/feishu/entities.ts';
import { startFeishuEmulator, type FeishuEmulator } from '../../e2e/emulators/feishu/start.ts';
import { startModelEmulator, type ModelEmulator } from '../../e2e/emulators/model/start.ts';
import { openclawFile, removeDir, tempDir, writeConfig } from './testing.ts';
import { gatewayProcess, type GatewayProcess } from './testing/gateway-process.ts';

vi.setConfig({ testTimeout: 180_000 });

const people = 500;
const rounds = 20;
const unansweredMax = 64;

let model: ModelEmulator;
let feishu: FeishuEmulator;
let app: App;
let dir: string;
let gateway: GatewayProcess;

beforeAll(async () => {
  model = await startModelEmulator({ mode: 'instant', models: ['glm-4.7', 'glm-4.5-air'] });
  feishu = await startFeishuEmulator({ ackTimeoutMs: 1_000 });
  app = feishu.user.createApp({ name: 'pool' });
  dir = tempDir();
  const file = openclawFile(model.baseUrl, {
    session: { dmScope: 'per-channel-peer' },
    channels: { feishu: { appId: app.appId, appSecret: app.appSecret, dmPolicy: 'open', allowFrom: ['*'] } },
  });
  file.agents!.defaults!.maxConcurrent = 32;
  writeConfig(dir, file, {
    locale: 'en',
    channels: { feishu: { accounts: { default: { openUrl: feishu.url } } } },
  });
  gateway = await gatewayProcess(dir);
  await gateway.start();
});
afterAll(async () => {
  await gateway.end();
  await model.close();
  await feishu.close();
  removeDir(dir);
});

it('none is lost, none is answered twice, and every chat keeps its order', async () => {
  /** by chat: the messages as they were sent, and the messages that were answered as the answers came */
  const asked = new Map<string, string[]>();
  const answered = new Map<string, string[]>();
  let sentCount = 0;
  let answerCount = 0;
  let wake = (): void => {};
  feishu.onMessage((message: Message) => {
    if (message.sender.kind !== 'app' || message.parentId === undefined) return;
    if (message.updatedAt !== message.createdAt) return;
    answered.set(message.chatId, [...(answered.get(message.chatId) ?? []), message.parentId]);
    answerCount += 1;
    wake();
  });
  const room = async (limit: number): Promise<void> => {
    while (sentCount - answerCount >= limit) await new Promise<void>((resolve) => (wake = resolve));
  };
  const send = { path: '/open-apis/im/v1/messages*', method: 'POST' };
  const faults = [
    { ...send, status: 503, body: 'busy' },
    { ...send, drop: 'response' as const },
    { ...send, drop: 'request' as const },
    { ...send, status: 400, body: { code: 99991400, msg: 'request trigger frequency limit' } },
    { ...send, delayMs: 300 },
  ];
  for (let round = 0; round < rounds; round += 1) {
    for (let person = 0; person < people; person += 1) {
      await room(unansweredMax);
      const { message } = feishu.user.sendText(app, `hi ${round}`, { from: `person-${person}` });
      asked.set(message.chatId, [...(asked.get(message.chatId) ?? []), message.messageId]);
      sentCount += 1;
      if (sentCount % 50 === 0) feishu.faults.add(faults[(sentCount / 50) % faults.length]!);
      if (sentCount % 1_500 === 0) feishu.connections.drop(app.appId);
      if (sentCount % 3_300 === 0) {
        await gateway.end('SIGKILL');
        await gateway.start();
      }
    }
  }
  await room(1);
  expect(answerCount).toBe(people * rounds);
  expect(answered.size).toBe(people);
  for (const [chatId, questions] of asked) expect(answered.get(chatId)).toEqual(questions);
});
