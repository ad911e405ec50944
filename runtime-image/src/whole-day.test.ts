/** A day of a whole gateway in a few seconds: its clock and the platform's are moved, everything else is real. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { App } from '../../e2e/emulators/feishu/entities.ts';
import { openIdOf } from '../../e2e/emulators/feishu/ids.ts';
import { startFeishuEmulator, type FeishuEmulator } from '../../e2e/emulators/feishu/start.ts';
import { openFeishu } from './channels/feishu/join.ts';
import { botMessages, quick, shown } from './channels/feishu/testing.ts';
import { openDatabase } from './store/database.ts';
import { readUsage } from './store/usage.ts';
import {
  openclawFile,
  removeDir,
  startGateway,
  startModelEmulator,
  tempDir,
  until,
  writeConfig,
  type ModelEmulator,
  type TestGateway,
} from './testing.ts';

vi.setConfig({ testTimeout: 120_000 });

const minute = 60_000;
const days = ['2026-11-23', '2026-11-24'] as const;
/** noon in Shanghai */
let now = Date.parse(`${days[0]}T04:00:00Z`);

let model: ModelEmulator;
let feishu: FeishuEmulator;
let app: App;
let dir: string;
let one: TestGateway;

beforeAll(async () => {
  model = await startModelEmulator({ models: ['glm-4.7', 'glm-4.5-air'] });
  feishu = await startFeishuEmulator({ ackTimeoutMs: 2_000, now: () => now });
  app = feishu.user.createApp({ name: 'pool' });
  dir = tempDir();
  writeConfig(
    dir,
    openclawFile(model.baseUrl, {
      session: { reset: { mode: 'daily', atHour: 4 } },
      channels: { feishu: { appId: app.appId, appSecret: app.appSecret } },
    }),
    {
      ...{ locale: 'en', timeZone: 'Asia/Shanghai' },
      channels: {
        feishu: { accounts: { default: { ownerId: openIdOf(app.appId, app.ownerId), openUrl: feishu.url } } },
      },
    },
  );
  await open();
});
afterAll(async () => {
  await one.stop();
  await feishu.close();
  await model.close();
  removeDir(dir);
});

async function open(): Promise<void> {
  one = await startGateway(dir, () => now, {
    feishu: () => Promise.resolve((account, host) => openFeishu(account, host, quick)),
  });
  await feishu.waitForConnections(app.appId, 1);
}
const isQuiet = (): boolean => {
  const { cron, inbox } = one.gateway;
  const runs = cron.desk.list(cron.operator()).flatMap((job) => cron.desk.runsOf(job, 50));
  return inbox.waiting() === 0 && runs.every(({ state }) => state === 'done');
};
const answer = (includes: string, text: string): void =>
  model.queue({ match: { includes }, times: 1_000, answer: { steps: [{ type: 'text', text }] } });

it('24 hours of words, tasks, lost connections and a restart: all of it once, and one new day', async () => {
  for (const day of days)
    model.queue({
      match: { includes: `memory/${day}.md`, after: 'user' },
      times: 1_000,
      answer: {
        steps: [{ type: 'tool', name: 'write', arguments: { path: `memory/${day}.md`, content: day } }],
      },
    });
  answer('Sum up everything above', 'Ada spoke.');
  answer('about to be summed up', 'NO_REPLY');
  answer('Scheduled task', 'sunny');
  for (let index = 0; index < 48; index += 1) answer(`word ${index}.`, `heard ${index}.`);
  const chat = feishu.state.privateChat(app, app.ownerId).chatId;
  const tasks = [
    { schedule: '15 * * * *', say: 'drink', to: chat },
    { schedule: '0 9 * * *', message: 'What is the weather?', to: chat },
    { at: `${days[1]} 00:00`, say: 'a new day', to: chat },
  ];
  for (const task of tasks) expect((await one.post('/control/cron', task)).status).toBe(201);

  const said: string[] = [];
  let dropped = 0;
  for (let at = 1; at <= 24 * 60; at += 1) {
    now += minute;
    one.gateway.cron.scheduler.wake();
    if (at % 180 === 30) dropped += feishu.connections.drop(app.appId);
    if (at % 30 === 7) said.push(feishu.user.sendText(app, `word ${said.length}.`).message.messageId);
    // in the evening, and again before the day is over
    if (at === 601 || at === 1_321) feishu.user.sendText(app, '/compact');
    await until(isQuiet);
    if (at % 30 === 7) await until(() => isQuiet() && answeredOf(chat).length >= said.length);
    if (at === 300 || at === 1_000) {
      await one.stop();
      await open();
    }
  }
  await until(() => feishu.state.pending.size === 0 && isQuiet());

  expect(dropped).toBe(8);
  expect(said).toHaveLength(48);
  expect(answeredOf(chat)).toEqual(said.map((parent, index) => `${parent} heard ${index}.`));
  const told = botMessages(feishu, chat).map((message) => shown(feishu, message).text);
  expect(told.filter((text) => text.includes('drink'))).toHaveLength(24);
  expect(told.filter((text) => text.includes('sunny'))).toHaveLength(1);
  expect(told.filter((text) => text.includes('a new day'))).toHaveLength(1);
  expect(told.filter((text) => text.startsWith('Summed up'))).toHaveLength(2);

  // the conversation began anew once, at four; tasks have conversations of their own
  const prompts = model.requests.map(({ body }) => body.messages as { role: string; content: string }[]);
  const ofChat = prompts.filter((messages) => /^word \d+\.$/.test(messages.at(-1)!.content));
  expect(ofChat).toHaveLength(48);
  const fresh = ofChat.filter((messages) => messages.filter(({ role }) => role === 'user').length === 1);
  expect(fresh.map((messages) => messages.at(-1)!.content)).toEqual(['word 0.', 'word 32.']);
  const today = ofChat.map((messages) => /Today is (\S+),/.exec(messages[0]!.content)![1]);
  expect(today).toEqual([...Array<string>(24).fill(days[0]), ...Array<string>(24).fill(days[1])]);
  for (const day of days)
    expect(readFileSync(path.join(dir, `workspace/memory/${day}.md`), 'utf8')).toBe(day);
  expect(existsSync(path.join(dir, 'workspace/memory/2026-11-25.md'))).toBe(false);

  await one.stop();
  const database = openDatabase(path.join(dir, 'gateway.sqlite'));
  const usage = readUsage(database, '2026-01-01', '2026-12-31');
  database.close();
  await open();
  expect(usage.map(({ day }) => day)).toEqual([days[1], days[0]]);
  expect(usage.reduce((sum, { input }) => sum + input, 0)).toBe(
    model.requests.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
  );
});

/** What answers each message, with the id of that message; in order. Answers to commands are left out. */
function answeredOf(chat: string): string[] {
  return botMessages(feishu, chat)
    .map((message) => `${message.parentId ?? ''} ${shown(feishu, message).text}`)
    .filter((line) => line.includes(' heard '));
}
