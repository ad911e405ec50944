/** The configuration from the field, as it is written, on the whole gateway with the real SDK. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../../../../e2e/emulators/dingtalk/entities.ts';
import { startDingtalkEmulator, type DingtalkEmulator } from '../../../../e2e/emulators/dingtalk/start.ts';
import type { Saying } from '../../../../e2e/emulators/dingtalk/user-side.ts';
import type { OpenClawFile } from '../../config.ts';
import {
  modelKey,
  removeDir,
  startGateway,
  startModelEmulator,
  tempDir,
  token,
  until,
  writeConfig,
  type ModelEmulator,
  type TestGateway,
} from '../../testing.ts';

let model: ModelEmulator;
let dingtalk: DingtalkEmulator;
let dir: string;
let one: TestGateway;
let bots: [App, App];

beforeAll(async () => {
  model = await startModelEmulator({ models: ['qwen3.5-plus'] });
  dingtalk = await startDingtalkEmulator({ ackTimeoutMs: 500 });
  bots = [dingtalk.user.createApp({ name: 'bot1' }), dingtalk.user.createApp({ name: 'bot2' })];
  let text = readFileSync(
    path.join(import.meta.dirname, '../../config/openclaw-two-dingtalk-bots.fixture.json'),
    'utf8',
  );
  for (const [index, { clientId, clientSecret }] of bots.entries())
    text = text
      .replace(`YOUR_BOT${index + 1}_CLIENT_ID`, clientId)
      .replace(`YOUR_BOT${index + 1}_CLIENT_SECRET`, clientSecret);
  const provider = { baseUrl: model.baseUrl, apiKey: modelKey, models: [{ id: 'qwen3.5-plus' }] };
  const address = { apiUrl: dingtalk.url, openUrl: dingtalk.url };
  dir = tempDir();
  writeConfig(
    dir,
    {
      ...(JSON.parse(text) as OpenClawFile),
      models: { providers: { 'dashscope-coding': provider } },
      gateway: { auth: { token } },
    },
    { locale: 'en', channels: { dingtalk: { accounts: { bot1: address, bot2: address } } } },
  );
  one = await startGateway(dir);
  await dingtalk.until(() => bots.every(({ clientId }) => dingtalk.connections.count(clientId) === 1));
});
afterAll(async () => {
  await one.stop();
  await dingtalk.close();
  await model.close();
  removeDir(dir);
});

const boss = () => dingtalk.user.person('boss', 'Boss');

/** Says something and waits for the robot's next words in that conversation. */
async function ask(bot: App, text: string, saying: Saying = {}): Promise<string> {
  const said = dingtalk.user.sendText(bot, text, { from: boss(), ...saying });
  const before = dingtalk.answersIn(said.conversation.id).length;
  await dingtalk.until(() => dingtalk.answersIn(said.conversation.id).length > before);
  return dingtalk.textOf(dingtalk.answersIn(said.conversation.id).at(-1)!);
}

const systemOf = (index: number): string =>
  (model.requests.at(index)!.body.messages as { content: string }[])[0]!.content;
const reply = (text: string): void => model.queue({ answer: { steps: [{ type: 'text', text }] } });

async function pair(bot: App, from = boss()): Promise<void> {
  expect(await ask(bot, 'hello', { from })).toMatch(/[A-HJ-NP-Z2-9]{8}/);
  const { requests } = (await (await one.get('/control/pairing')).json()) as { requests: { code: string }[] };
  for (const { code } of requests) await one.post(`/control/pairing/${code}/approve`);
}

test('two robots, two agents: each answers with its own identity, in its own workspace', async () => {
  for (const [index, bot] of bots.entries()) {
    await pair(bot);
    reply(`I am number ${index + 1}.`);
    expect(await ask(bot, 'who are you?')).toBe(`I am number ${index + 1}.`);
  }
  expect(systemOf(0)).toContain('You are Service Assistant');
  expect(systemOf(0)).toContain('Customer Service');
  expect(systemOf(0)).toContain(path.join(dir, 'workspace-bot1'));
  expect(systemOf(1)).toContain('You are Tech Expert');
  expect(systemOf(1)).toContain(path.join(dir, 'workspace-bot2'));
});

test('each private chat and each group is a conversation of its own, by the older plugin’s keys', async () => {
  reply('in the group');
  expect(await ask(bots[0], 'and here?', { group: 'G' })).toBe('in the group');
  const group = dingtalk.state.group(bots[0], 'G');
  const { transcripts } = one.gateway;
  expect(transcripts.findSession('agent:ding-bot1:dingtalk:user:boss')).not.toBeNull();
  expect(transcripts.findSession('agent:ding-bot2:dingtalk:user:boss')).not.toBeNull();
  expect(transcripts.findSession(`agent:ding-bot1:dingtalk:group:${group.id}`)).not.toBeNull();
  expect(JSON.stringify(model.requests.at(-1)!.body.messages)).not.toContain('I am number 1');
});

test('what the agent remembers of its owner stays in the owner’s conversation', async () => {
  const colleague = dingtalk.user.person('colleague', 'Colleague');
  await pair(bots[0], colleague);
  writeFileSync(path.join(dir, 'workspace-bot1/MEMORY.md'), 'The owner is allergic to nuts.');
  const knows = async (saying: Saying = {}): Promise<boolean> => {
    reply('ok');
    await ask(bots[0], 'what do you know?', saying);
    return systemOf(-1).includes('allergic');
  };
  // the gateway looks at its files every 250 ms
  await until(() => knows());
  expect(await knows({ from: colleague })).toBe(false);
  expect(await knows({ group: 'G' })).toBe(false);
  expect(await knows()).toBe(true);
});

test('a message that is pushed again is answered once', async () => {
  reply('once');
  const said = dingtalk.user.sendText(bots[0], 'only once', { from: boss() });
  const asked = model.requests.length;
  await dingtalk.until(() => dingtalk.textOf(dingtalk.answersIn(said.conversation.id).at(-1)!) === 'once');
  await dingtalk.user.pushAgain(bots[0], said);
  expect(await ask(bots[0], '/whoami')).toContain('boss');
  expect(model.requests.length).toBe(asked + 1);
});

test('a stranger in a group that is not listed is not heard', async () => {
  const stranger = dingtalk.user.person('stranger', 'Stranger');
  const said = dingtalk.user.sendText(bots[0], 'hello?', { from: stranger, group: 'Elsewhere' });
  expect(await said.delivered).toMatchObject({ outcome: 'acknowledged' });
  expect(await ask(bots[0], '/whoami')).toContain('boss');
  expect(dingtalk.answersIn(said.conversation.id)).toEqual([]);
});

test('the status names both robots and their owner', async () => {
  const { channels } = (await (await one.get('/control/status')).json()) as { channels: object[] };
  expect(channels).toMatchObject([
    { channel: 'dingtalk', accountId: 'bot1', appId: bots[0].clientId, state: 'connected', ownerId: 'boss' },
    { channel: 'dingtalk', accountId: 'bot2', appId: bots[1].clientId, state: 'connected', ownerId: 'boss' },
  ]);
});
