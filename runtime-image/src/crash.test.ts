/** The gateway as a real process with the real Feishu channel, killed without warning. The platform is the judge. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { App } from '../../e2e/emulators/feishu/entities.ts';
import { openIdOf } from '../../e2e/emulators/feishu/ids.ts';
import { startFeishuEmulator, type FeishuEmulator } from '../../e2e/emulators/feishu/start.ts';
import { botMessages, shown } from './channels/feishu/testing.ts';
import {
  openclawFile,
  removeDir,
  startModelEmulator,
  tempDir,
  token,
  until,
  writeConfig,
  type ModelEmulator,
} from './testing.ts';
import { gatewayProcess, type GatewayProcess } from './testing/gateway-process.ts';

// several starts of a process in each
vi.setConfig({ testTimeout: 180_000 });

let model: ModelEmulator;
let feishu: FeishuEmulator;
let app: App;
let dir: string;
let gateway: GatewayProcess;

beforeAll(async () => {
  model = await startModelEmulator({ models: ['glm-4.7', 'glm-4.5-air'] });
  feishu = await startFeishuEmulator({ ackTimeoutMs: 500 });
});
afterAll(async () => {
  await model.close();
  await feishu.close();
});
beforeEach(async () => {
  model.reset();
  feishu.faults.clear();
  app = feishu.user.createApp({ name: 'pool' });
  dir = tempDir();
  const ownerId = openIdOf(app.appId, app.ownerId);
  writeConfig(
    dir,
    openclawFile(model.baseUrl, { channels: { feishu: { appId: app.appId, appSecret: app.appSecret } } }),
    { locale: 'en', channels: { feishu: { accounts: { default: { ownerId, openUrl: feishu.url } } } } },
  );
  gateway = await gatewayProcess(dir);
});
afterEach(async () => {
  await kill();
  removeDir(dir);
});

const start = (): Promise<void> => gateway.start();
const kill = (signal?: NodeJS.Signals): Promise<number | null> => gateway.end(signal);
const say = (words: string): string => feishu.user.sendText(app, words).message.chatId;
const answersIn = (chatId: string) => botMessages(feishu, chatId);
const textsIn = (chatId: string): string[] => answersIn(chatId).map((message) => shown(feishu, message).text);

async function status() {
  const response = await fetch(`${gateway.url}/control/status`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return (await response.json()) as { inboxWaiting: number };
}
const settled = () => until(async () => (await status()).inboxWaiting === 0);

it('killed in the middle of a stream, it answers after the restart, once', async () => {
  await start();
  model.queue({ answer: { steps: [{ type: 'text', text: 'begin', pieces: 1 }, { type: 'hang' }] } });
  model.queue({ answer: { steps: [{ type: 'text', text: 'the whole answer' }] } });
  const chat = say('hello');
  await until(() => model.requests.length === 1);
  await kill();
  await start();
  await until(() => textsIn(chat).includes('the whole answer'));
  await settled();
  expect(textsIn(chat)).toEqual(['the whole answer']);
});

it('killed while a tool runs, it does not run it again and tells the model', async () => {
  await start();
  const command = 'echo ran >> ran.txt; sleep 2';
  model.queue({ answer: { steps: [{ type: 'tool', name: 'exec', arguments: { command } }] } });
  model.queue({ answer: { steps: [{ type: 'text', text: 'I was interrupted.' }] } });
  const chat = say('run it');
  const ran = path.join(dir, 'workspace/ran.txt');
  await until(() => existsSync(ran));
  await kill();
  await start();
  await until(() => textsIn(chat).length === 1);
  await settled();
  expect(textsIn(chat)).toEqual(['I was interrupted.']);
  expect(readFileSync(ran, 'utf8')).toBe('ran\n');
  expect(JSON.stringify(model.requests.at(-1)!.body.messages.at(-1))).toContain('interrupted');
});

it('killed after the answer was stored and before it was sent, it only sends', async () => {
  await start();
  // the platform takes nothing until the gateway is dead
  feishu.faults.add({ path: '/open-apis/im/*', hang: true, times: 0 });
  feishu.faults.add({ path: '/open-apis/cardkit/*', hang: true, times: 0 });
  model.queue({ answer: { steps: [{ type: 'text', text: 'stored' }] } });
  const chat = say('hello');
  const turns = () => fetch(`${gateway.url}/metrics`).then((response) => response.text());
  await until(async () => (await turns()).includes('rockpool_turns_total{state="done"} 1'));
  await kill();
  feishu.faults.clear();
  await start();
  await until(() => textsIn(chat).length === 1);
  await settled();
  expect(textsIn(chat)).toEqual(['stored']);
  expect(model.requests).toHaveLength(1);
});

it('killed again and again under load, every message gets exactly one answer, in order', async () => {
  await start();
  const count = 12;
  let chat = '';
  for (let index = 0; index < count; index += 1) {
    model.queue({
      match: { includes: `message ${index}.` },
      times: 20,
      answer: {
        steps: [
          { type: 'delay', ms: 30 },
          { type: 'text', text: `answer ${index}.` },
        ],
      },
    });
  }
  for (let index = 0; index < count; index += 1) {
    chat = say(`message ${index}.`);
    if (index % 4 !== 3) continue;
    // somewhere in the work on them: after so many have been asked
    const asked = model.requests.length;
    await until(() => model.requests.length > asked + (index % 3));
    await kill();
    await start();
  }
  await until(() => textsIn(chat).length >= count);
  await settled();
  expect(textsIn(chat)).toEqual(Array.from({ length: count }, (_, index) => `answer ${index}.`));
});

/** Two calls of tools, the first of which runs until `go` is there. */
function queueWork(): { begun: string; go: string } {
  const at = (name: string): string => path.join(dir, 'workspace', name);
  const command = 'touch begun; until [ -e go ]; do sleep 0.02; done';
  const tool = (words: string) => ({ type: 'tool', name: 'exec', arguments: { command: words } }) as const;
  model.queue({ match: { includes: 'work' }, answer: { steps: [tool(command), tool('touch second')] } });
  return { begun: at('begun'), go: at('go') };
}

it('killed after new words entered a running turn, it answers both once, whatever it was doing', async () => {
  await start();
  const { begun, go } = queueWork();
  model.queue({ match: { includes: 'rather' }, answer: { steps: [{ type: 'hang' }] } });
  model.queue({
    match: { includes: 'rather' },
    answer: { steps: [{ type: 'text', text: 'Both heard.' }, { type: 'hang' }] },
  });
  model.queue({ match: { includes: 'rather' }, answer: { steps: [{ type: 'text', text: 'Did it.' }] } });
  const chat = say('work');
  await until(() => existsSync(begun));
  say('rather do this');
  await until(async () => (await status()).inboxWaiting === 2);
  writeFileSync(go, '');
  // asked with the new words, then killed; begun to answer, then killed
  await until(() => model.requests.length === 2);
  await kill();
  await start();
  await until(() => model.requests.length === 3);
  await kill();
  await start();
  await until(() => textsIn(chat).includes('Did it.'));
  await settled();
  expect(textsIn(chat)).toEqual(['Did it.']);
  const told = (model.requests.at(-1)!.body.messages as { role: string; content: string }[])
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content);
  expect(told).toEqual(['work', 'rather do this']);
  expect(existsSync(path.join(dir, 'workspace/second'))).toBe(false);
});

it('killed while messages wait to be answered together, it answers each exactly once', async () => {
  await start();
  say('/queue collect debounce:100ms');
  const { begun, go } = queueWork();
  // the next start goes on with it until all the others are in line
  const command = 'until [ -e all ]; do sleep 0.02; done';
  model.queue({
    match: { includes: 'work' },
    answer: { steps: [{ type: 'tool', name: 'exec', arguments: { command } }] },
  });
  model.queue({ match: { includes: 'work' }, answer: { steps: [{ type: 'text', text: 'worked' }] } });
  model.queue({ match: { includes: 'three' }, answer: { steps: [{ type: 'hang' }] } });
  model.queue({ match: { includes: 'three' }, answer: { steps: [{ type: 'text', text: 'one two three' }] } });
  const chat = say('work');
  await until(() => existsSync(begun));
  for (const words of ['one', 'two']) say(words);
  await until(async () => (await status()).inboxWaiting === 3);
  await kill();
  writeFileSync(go, '');
  say('three');
  await start();
  await until(async () => (await status()).inboxWaiting === 4);
  writeFileSync(path.join(dir, 'workspace/all'), '');
  await until(() =>
    model.requests.some(({ body }) => JSON.stringify(body.messages.at(-1)).includes('three')),
  );
  await kill();
  await start();
  await until(() => textsIn(chat).includes('one two three'));
  await settled();
  expect(textsIn(chat).slice(1)).toEqual(['worked', 'one two three']);
});

it('told to stop, it lets the running turn finish and leaves the rest for the next start', async () => {
  await start();
  model.queue({
    match: { includes: 'slow' },
    answer: {
      steps: [
        { type: 'delay', ms: 400 },
        { type: 'text', text: 'finished' },
      ],
    },
  });
  model.queue({
    match: { includes: 'later' },
    answer: { steps: [{ type: 'text', text: 'after the restart' }] },
  });
  const chat = say('slow one');
  await until(() => model.requests.length === 1);
  say('and later');
  await until(async () => (await status()).inboxWaiting === 2);
  expect(await kill('SIGTERM')).toBe(0);
  expect(textsIn(chat)).toEqual(['finished']);
  await start();
  await until(() => textsIn(chat).length === 2);
  expect(textsIn(chat)).toEqual(['finished', 'after the restart']);
});

it('told to stop while the platform takes nothing, it ends in time and the answer goes out later', async () => {
  await start();
  feishu.faults.add({ path: '/open-apis/im/*', hang: true, times: 0 });
  feishu.faults.add({ path: '/open-apis/cardkit/*', hang: true, times: 0 });
  model.queue({ answer: { steps: [{ type: 'text', text: 'late' }] } });
  const chat = say('hello');
  await until(() => model.requests.length === 1);
  const begun = performance.now();
  expect(await kill('SIGTERM')).toBe(0);
  expect(performance.now() - begun).toBeLessThan(30_000);
  feishu.faults.clear();
  await start();
  await until(() => textsIn(chat).length === 1);
  await settled();
  expect(textsIn(chat)).toEqual(['late']);
  expect(model.requests).toHaveLength(1);
});

it('a task that was made in a chat outlives kills before and in the middle of its run, and is told there once', async () => {
  await start();
  const chat = say('3秒后查北京天气，推送到这个群');
  await until(() => textsIn(chat).some((text) => text.includes('Made:')));
  await settled();
  await kill();
  model.queue({
    match: { includes: 'Scheduled task' },
    answer: { steps: [{ type: 'text', text: 'begin', pieces: 1 }, { type: 'hang' }] },
  });
  await start();
  const asked = () =>
    model.requests.filter(({ body }) => JSON.stringify(body.messages).includes('Scheduled task'));
  await until(() => asked().length === 1);
  await kill();
  await start();
  await until(() => textsIn(chat).some((text) => text.includes('任务到点了')));
  await settled();
  expect(textsIn(chat).filter((text) => text.includes('⏰'))).toHaveLength(1);
  expect(asked()).toHaveLength(2);
});
