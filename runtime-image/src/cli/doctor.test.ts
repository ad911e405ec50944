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

async function examine(changes: { secret?: string; apiKey?: string } = {}) {
  const app = feishu.user.createApp({ name: 'Bot' });
  const file = openclawFile(model.baseUrl, {
    channels: { feishu: { appId: app.appId, appSecret: changes.secret ?? app.appSecret } },
  });
  if (changes.apiKey !== undefined) file.models!.providers!.sandbox!.apiKey = changes.apiKey;
  const accounts = { default: { openUrl: feishu.url } };
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

it('names a wrong key and a wrong secret each in a sentence, with what to do, and goes on after them', async () => {
  const { code, of } = await examine({ secret: 'not-the-secret-of-this-app', apiKey: 'sk-unknown' });
  expect(code).toBe(1);
  expect(of('model sandbox/glm-4.7')).toMatchObject({ state: 'failed', todo: { en: expect.any(String) } });
  expect(of('feishu/default')).toMatchObject({
    state: 'failed',
    says: { en: expect.stringContaining('do not match') },
  });
});
