/** The whole way: a person\u2019s phone, the platform, the channel, a turn with its tools, and back. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { App } from '../../../../e2e/emulators/feishu/entities.ts';
import { openIdOf } from '../../../../e2e/emulators/feishu/ids.ts';
import type { FeishuEmulator } from '../../../../e2e/emulators/feishu/start.ts';
import {
  openclawFile,
  removeDir,
  startGateway,
  startModelEmulator,
  tempDir,
  writeConfig,
  type ModelEmulator,
  type TestGateway,
} from '../../testing.ts';
import type { OpenClawFile } from '../../config.ts';
import type { Channel } from '../channel.ts';
import { openFeishu } from './join.ts';
import { botMessages, eventually, quick, shown, startEmulator } from './testing.ts';

let stateDir: string;
let model: ModelEmulator;
let emulator: FeishuEmulator;
let app: App;
let running: TestGateway;
let channel: Channel;
type Feishu = NonNullable<NonNullable<OpenClawFile['channels']>['feishu']>;

async function start(feishu: Partial<Feishu> = {}, more: OpenClawFile = {}): Promise<void> {
  writeConfig(
    stateDir,
    openclawFile(model.baseUrl, {
      channels: { feishu: { appId: app.appId, appSecret: app.appSecret, ...feishu } },
      ...more,
    }),
    {
      locale: 'zh',
      channels: {
        feishu: {
          accounts: { default: { ownerId: openIdOf(app.appId, app.ownerId), openUrl: emulator.url } },
        },
      },
    },
  );
  running = await startGateway(stateDir, Date.now, {
    feishu: () => Promise.resolve((account, host) => (channel = openFeishu(account, host, quick))),
  });
  await emulator.waitForConnections(app.appId, 1);
}

beforeEach(async () => {
  stateDir = tempDir();
  model = await startModelEmulator({ models: ['glm-4.7', 'glm-4.5-air'] });
  emulator = await startEmulator();
  app = emulator.user.createApp({ name: '小池' });
});
afterEach(async () => {
  await running?.stop();
  await model.close();
  removeDir(stateDir);
});

const workspace = () => path.join(stateDir, 'workspace');
const resourceOf = (content: string) => {
  const { file_key, image_key } = JSON.parse(content) as { file_key?: string; image_key?: string };
  return emulator.state.resources.get((file_key ?? image_key)!)!;
};
const privateChat = () => emulator.state.privateChat(app, app.ownerId).chatId;
/** not the greeting of a group */
const answersIn = (chatId: string) =>
  botMessages(emulator, chatId).filter(({ parentId }) => parentId !== undefined);
const sentFiles = (chatId: string) =>
  botMessages(emulator, chatId).filter(({ msgType }) => msgType === 'file');

test('来个文件: the agent writes a file and it arrives in the chat with its bytes', async () => {
  await start();
  await emulator.user.sendText(app, '来个文件').delivered;
  await eventually(() => sentFiles(privateChat()).length).toBe(1);
  const file = resourceOf(sentFiles(privateChat())[0]!.content);
  expect(file.name).toBe('sandbox.txt');
  expect(file.bytes.toString()).toBe(readFileSync(path.join(workspace(), 'sandbox.txt'), 'utf8'));
  await eventually(() => botMessages(emulator, privateChat()).length).toBe(2);
});

test('a file that the user sent is edited by the agent and sent back', async () => {
  await start();
  const { message, delivered } = emulator.user.sendFile(app, {
    name: '预算.csv',
    bytes: Buffer.from('项目,金额\n差旅,100\n'),
  });
  await delivered;
  await eventually(() => botMessages(emulator, privateChat()).length).toBe(1);
  const asked = JSON.stringify(model.requests.at(-1)!.body);
  const saved = /inbox\/[^\s"\],;]+/.exec(asked)![0];
  const tool = (name: string, input: object) => ({
    answer: { steps: [{ type: 'tool' as const, name, arguments: input as Record<string, unknown> }] },
  });
  model.queue(tool('edit', { path: saved, oldText: '差旅,100', newText: '差旅,200' }));
  model.queue(tool('message', { action: 'send', files: [saved] }));
  await emulator.user.sendText(app, '差旅改成 200，发回来', { replyTo: message.messageId }).delivered;
  await eventually(() => sentFiles(privateChat()).length).toBe(1);
  expect(resourceOf(sentFiles(privateChat())[0]!.content).bytes.toString()).toBe('项目,金额\n差旅,200\n');
});

test('the owner sends a file into another group by its name; a guest cannot', async () => {
  const group = emulator.user.createGroup('销售群', [app]);
  await start({ dmPolicy: 'open', allowFrom: ['*'] });
  // seen by its first message
  await emulator.user.sendText(app, '@小池 大家好', { chat: group.chatId }).delivered;
  await eventually(() => answersIn(group.chatId).length).toBe(1);
  await emulator.user.sendText(app, '@小池 再来', { chat: group.chatId }).delivered;
  await eventually(() => answersIn(group.chatId).length).toBe(2);
  writeFileSync(path.join(workspace(), 'a.txt'), 'hello');
  const call = {
    type: 'tool',
    name: 'message',
    arguments: { action: 'send', to: '销售群', files: ['a.txt'] },
  } as const;
  model.queue({ answer: { steps: [call] } });
  await emulator.user.sendText(app, '把 a.txt 发到销售群').delivered;
  await eventually(() => sentFiles(group.chatId).length).toBe(1);
  // the turn is over: the next script is not for it
  await eventually(() => answersIn(privateChat()).length).toBe(1);
  model.queue({ answer: { steps: [call] } });
  await emulator.user.sendText(app, '把 a.txt 发到销售群', { from: 'colleague' }).delivered;
  await eventually(() =>
    model.requests.some(({ body }) => JSON.stringify(body).includes('Only the owner')),
  ).toBe(true);
  expect(sentFiles(group.chatId)).toHaveLength(1);
});

test('a pressed button is the presser\u2019s command, under the same rules as if it were typed', async () => {
  await start();
  const actions = [{ label: '我是谁', command: '/whoami', style: 'primary' }] as const;
  await channel.send({ chatId: privateChat() }, { text: '按一下', files: [], actions: [...actions] }, 'q');
  const [card] = botMessages(emulator, privateChat());
  await emulator.user.press(
    card!.messageId,
    { tag: 'button', value: { command: '/whoami', label: '我是谁' } },
    app.ownerId,
  );
  await eventually(() => botMessages(emulator, privateChat()).length).toBe(2);
  expect(shown(emulator, botMessages(emulator, privateChat())[1]!).text).toContain(
    openIdOf(app.appId, app.ownerId),
  );
});

test('what a group said before it called the bot is told to the model, once, and is not stored', async () => {
  app.scopes.push('im:message.group_msg');
  await start({ groups: { '*': { systemPrompt: 'Answer in rhymes.' } } });
  await emulator.user.sendText(app, '明天九点开会', { chat: 'group', from: 'colleague' }).delivered;
  await emulator.user.sendText(app, '@小池 几点？', { chat: 'group' }).delivered;
  await eventually(() => model.requests.length).toBe(1);
  const asked = JSON.stringify(model.requests[0]!.body);
  expect(asked).toContain('明天九点开会');
  expect(asked).toContain('Answer in rhymes.');
  const group = emulator.state.group('feishu');
  await eventually(() => answersIn(group.chatId).length).toBe(1);
  const file = new DatabaseSync(path.join(stateDir, 'gateway.sqlite'), { readOnly: true });
  const stored = file.prepare(`SELECT count(*) AS n FROM inbox WHERE message LIKE ?`);
  expect(stored.get('%几点%')).toEqual({ n: 1 });
  expect(stored.get('%明天九点开会%')).toEqual({ n: 0 });
  file.close();
});

test('the words that a message answers are read by the model', async () => {
  await start();
  const { message } = emulator.user.sendText(app, '密码是 tulip42');
  await eventually(() => botMessages(emulator, privateChat()).length).toBe(1);
  await emulator.user.sendText(app, '/new').delivered;
  await eventually(() => botMessages(emulator, privateChat()).length).toBe(2);
  await emulator.user.sendText(app, '这是什么？', { replyTo: message.messageId }).delivered;
  await eventually(() => botMessages(emulator, privateChat()).length).toBe(3);
  expect(JSON.stringify(model.requests.at(-1)!.body)).toContain('[answering: 密码是 tulip42]');
});

test('everybody in a group has a conversation of their own where the settings say so', async () => {
  await start({ groupSessionScope: 'group_sender', groupPolicy: 'open' });
  const group = emulator.user.addToGroup(app);
  const says = (text: string, from?: string) =>
    emulator.user.sendText(app, text, { chat: 'group', ...(from && { from }) }).delivered;
  await says('@小池 我的颜色是红');
  await eventually(() => answersIn(group.chatId).length).toBeGreaterThanOrEqual(1);
  await says('@小池 你好', 'colleague');
  await eventually(() => model.requests.length).toBe(2);
  expect(JSON.stringify(model.requests[1]!.body)).not.toContain('我的颜色是红');
});

test('a program that a guest wishes for is asked about on a card; a guest\u2019s press does nothing, the owner\u2019s runs it', async () => {
  await start({ groupPolicy: 'open' });
  const group = emulator.user.addToGroup(app);
  model.queue({ answer: { steps: [{ type: 'tool', name: 'exec', arguments: { command: 'touch asked' } }] } });
  await emulator.user.sendText(app, '@小池 建个文件', { chat: 'group', from: 'colleague' }).delivered;
  const cards = () =>
    botMessages(emulator, group.chatId).filter(({ content }) => content.includes('column_set'));
  await eventually(() => cards().length).toBe(1);
  const [card] = cards();
  const command = /\/approve \w+ allow-once/.exec(card!.content)![0];
  const press = (personId: string) =>
    emulator.user.press(card!.messageId, { tag: 'button', value: { command, label: '只这一次' } }, personId);
  await press('colleague');
  const answers = () => answersIn(group.chatId).filter(({ parentId }) => parentId === card!.messageId);
  await eventually(() => answers().length).toBe(1);
  expect(existsSync(path.join(workspace(), 'asked'))).toBe(false);
  expect(emulator.state.messages.get(card!.messageId)!.content).toContain('column_set');
  await press(app.ownerId);
  await eventually(() => existsSync(path.join(workspace(), 'asked'))).toBe(true);
  await eventually(() => emulator.state.messages.get(card!.messageId)!.content).toContain('主人允许了这一次');
  expect(emulator.state.messages.get(card!.messageId)!.content).not.toContain('column_set');
});
