import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startFeishuEmulator, type FeishuEmulator } from '../../../e2e/emulators/feishu/start.ts';
import type { Finding } from '../doctor/finding.ts';
import { runProgram } from '../program.ts';
import {
  openclawFile,
  removeDir,
  startModelEmulator,
  tempDir,
  writeConfig,
  type ModelEmulator,
} from '../testing.ts';

let dir: string;
let model: ModelEmulator;
let feishu: FeishuEmulator;
beforeEach(async () => {
  dir = tempDir();
  model = await startModelEmulator({ models: ['glm-4.7'] });
  feishu = await startFeishuEmulator({});
});
afterEach(async () => {
  await model.close();
  await feishu.close();
  removeDir(dir);
});

type Changes = { secret?: string; apiKey?: string; openUrl?: string; bare?: true };

async function examine(changes: Changes = {}) {
  const app = feishu.user.createApp({ name: 'Bot' });
  const file = openclawFile(model.baseUrl, {
    channels: { feishu: { appId: app.appId, appSecret: changes.secret ?? app.appSecret } },
    ...(changes.bare ? { agents: {}, channels: {} } : {}),
  });
  if (changes.apiKey !== undefined) file.models!.providers!.sandbox!.apiKey = changes.apiKey;
  const accounts = { default: { openUrl: changes.openUrl ?? feishu.url } };
  writeConfig(dir, file, { locale: 'en', channels: { feishu: { accounts } } });
  let out = '';
  const code = await runProgram({
    argv: ['doctor', '--json'],
    environment: { OPENCLAW_STATE_DIR: dir, OPENCLAW_GATEWAY_PORT: '9' },
    home: '/nowhere',
    packageDir: path.join(import.meta.dirname, '../..'),
    input: new PassThrough(),
    out: (text) => void (out += text),
    err: () => {},
    onSignal: () => {},
    now: () => Date.now(),
  });
  const findings = JSON.parse(out) as Finding[];
  return { code, findings, of: (subject: string) => findings.find((finding) => finding.subject === subject) };
}

it('finds nothing wrong where nothing is, but that no gateway runs', async () => {
  const { code, findings, of } = await examine();
  expect(findings.filter(({ state }) => state === 'failed')).toEqual([]);
  expect(code).toBe(0);
  expect(of('clock')).toMatchObject({ state: 'ok' });
  expect(of('model sandbox/glm-4.7')).toMatchObject({ state: 'ok' });
  expect(of('feishu/default scopes')).toMatchObject({ state: 'ok' });
  expect(of('gateway')).toMatchObject({ state: 'warning' });
});

it('asks the fallbacks too, and one that fails is no failure of the whole', async () => {
  const { of, code } = await examine();
  // the emulator offers the first one alone
  expect(of('model sandbox/glm-4.5-air')).toMatchObject({
    state: 'warning',
    says: { en: expect.stringContaining('no model named glm-4.5-air') },
    todo: { en: expect.stringContaining('models.providers') },
  });
  expect(code).toBe(0);
});

it.each([
  ['1113', 'top up'],
  ['1302', 'again later'],
  ['1214', 'Correct address'],
])('a model that refuses by code %s is told with what helps', async (refusal, todo) => {
  const body = { error: { code: refusal, message: 'refused' } };
  model.queue({
    match: { model: 'glm-4.7' },
    times: 3,
    answer: { status: refusal === '1214' ? 400 : 429, body },
  });
  const { of } = await examine();
  expect(of('model sandbox/glm-4.7')).toMatchObject({ todo: { en: expect.stringContaining(todo) } });
});

it('names a wrong key and a wrong secret each in a sentence, with what to do, and goes on after them', async () => {
  const { code, of } = await examine({ secret: 'not-the-secret-of-this-app', apiKey: 'sk-unknown' });
  expect(code).toBe(1);
  expect(of('model sandbox/glm-4.7')).toMatchObject({ state: 'failed', todo: { en: expect.any(String) } });
  expect(of('feishu/default')).toMatchObject({
    state: 'failed',
    says: { en: expect.stringContaining('do not match') },
  });
});

it('tells a network that is closed from a wrong secret', async () => {
  const { of } = await examine({ openUrl: 'http://127.0.0.1:9' });
  expect(of('feishu/default')).toMatchObject({ todo: { en: expect.stringContaining('network') } });
});

it('says that there is no model and no bot, and what to write for them', async () => {
  const { code, of } = await examine({ bare: true });
  expect(code).toBe(1);
  expect(of('model')).toMatchObject({ state: 'failed', todo: { en: expect.stringContaining('onboard') } });
  expect(of('channels')).toMatchObject({
    state: 'warning',
    todo: { en: expect.stringContaining('dingtalk') },
  });
});

it('says with every warning and failure what to do', async () => {
  for (const changes of [{}, { bare: true }, { secret: 'wrong', apiKey: 'sk-unknown' }] as const)
    for (const { state, todo } of (await examine(changes)).findings)
      expect(todo === null).toBe(state === 'ok');
});
