import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GatewayStatus, Liveness } from './control/status.ts';
import { hashFiles, type ConfigFiles } from './config.ts';
import { runProgram } from './program.ts';
import { openclawFile, removeDir, tempDir, token, until } from './testing.ts';

let dir: string;
let input: PassThrough;
let written: { out: string; err: string };
let signal: (name: string) => void;
let code: Promise<number> | null;

beforeEach(() => {
  dir = tempDir();
  input = new PassThrough();
  written = { out: '', err: '' };
  code = null;
});
afterEach(async () => {
  signal('SIGTERM');
  await code;
  removeDir(dir);
});

const secret = 'sk-of-the-newest-frame';
const filesFor = (model: string, more: Partial<ConfigFiles> = {}): ConfigFiles => ({
  'openclaw.json': JSON.stringify({
    ...openclawFile('http://127.0.0.1:9/v1', { channels: {} }),
    agents: { defaults: { model: `sandbox/${model}` } },
    gateway: { auth: { token: '${GATEWAY_TOKEN}' } },
  }),
  'rockpool.json': '{}',
  '.env': `GATEWAY_TOKEN=${token}\nMODEL_KEY=${secret}\n`,
  ...more,
});
const frameOf = (files: ConfigFiles): string => `${JSON.stringify({ files })}\n`;

function start(): void {
  code = runProgram({
    argv: ['start'],
    environment: { OPENCLAW_STATE_DIR: dir, OPENCLAW_GATEWAY_PORT: '0', ROCKPOOL_FILES: 'stdin' },
    home: '/nowhere',
    packageDir: path.join(import.meta.dirname, '..'),
    input,
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    onSignal: (listener) => void (signal = listener),
    now: () => Date.now(),
  });
}

const listening = () => written.out.includes('"listening"');
const url = (at: string): string => {
  const line = written.out.split('\n').find((each) => each.includes('"listening"')) ?? '{}';
  return `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}${at}`;
};
const newest = async () => Liveness.parse(await (await fetch(url('/healthz'))).json()).files;
const status = async () =>
  GatewayStatus.parse(
    await (await fetch(url('/control/status'), { headers: { authorization: `Bearer ${token}` } })).json(),
  );

it('nothing listens and nothing is made before the first frame; then the gateway serves it, from memory only', async () => {
  start();
  input.write('this is no frame\n');
  await until(() => written.out.includes('is no frame of files'));
  expect(listening()).toBe(false);
  expect(readdirSync(dir)).toEqual([]);
  const files = filesFor('glm-4.7');
  input.write(frameOf(files));
  await until(listening);
  expect(await newest()).toBe(hashFiles(files));
  expect(await status()).toMatchObject({
    model: 'sandbox/glm-4.7',
    config: { hash: hashFiles(files), error: null },
  });
  for (const name of ['openclaw.json', 'rockpool.json', '.env'])
    expect(existsSync(path.join(dir, name))).toBe(false);
});

it('takes over each new frame, and keeps the last good one when the newest cannot be used', async () => {
  start();
  const first = filesFor('glm-4.7');
  input.write(frameOf(first));
  await until(listening);
  const second = filesFor('glm-4.5-air');
  input.write(frameOf(second));
  await until(async () => (await newest()) === hashFiles(second));
  expect(await status()).toMatchObject({ model: 'sandbox/glm-4.5-air', config: { hash: hashFiles(second) } });

  const broken = filesFor('glm-4.7', { 'rockpool.json': '{"limits":{"stepsPerTurn":0}}' });
  input.write(frameOf(broken));
  await until(async () => (await newest()) === hashFiles(broken));
  expect(await status()).toMatchObject({
    model: 'sandbox/glm-4.5-air',
    config: {
      hash: hashFiles(second),
      error: { path: 'rockpool.json limits.stepsPerTurn', message: expect.stringContaining('at least 1') },
    },
  });
  // the one in force again, so there is nothing wrong any more
  input.write(frameOf(second));
  await until(async () => (await newest()) === hashFiles(second));
  expect((await status()).config.error).toBeNull();
});

it('a line that is no frame changes nothing and is logged without a word of it', async () => {
  start();
  const files = filesFor('glm-4.7');
  input.write(frameOf(files));
  await until(listening);
  input.write(`{"files":{".env":"MODEL_KEY=${secret}`);
  input.write(frameOf(files));
  await until(() => written.out.includes('is no frame of files'));
  expect(written.out).toContain('"reason":"not_json"');
  expect(written.out + written.err).not.toContain(secret);
  expect(await newest()).toBe(hashFiles(files));
  expect((await status()).config.error).toBeNull();
});

it('goes on with what is in force when standard input ends', async () => {
  start();
  const files = filesFor('glm-4.7');
  input.end(frameOf(files).trimEnd());
  await until(() => listening() && written.out.includes('standard input ended'));
  expect(await status()).toMatchObject({ config: { hash: hashFiles(files), error: null } });
});

it.each([
  [
    'ends before the first frame',
    () => input.end('half a fr'),
    /standard input ended before the first frame/,
  ],
  ['breaks before the first frame', () => input.destroy(new Error('EIO')), /standard input ended before/],
  [
    'begins with a frame that cannot be used',
    () => input.write(frameOf(filesFor('glm-4.7', { 'openclaw.json': '{ gatway: {} }' }))),
    /gatway unknown key/,
  ],
])('says in one sentence why it cannot start when standard input %s', async (_name, feed, sentence) => {
  start();
  feed();
  expect(await code).toBe(78);
  expect(written.err).toMatch(sentence);
  expect(written.err.trim().split('\n')).toHaveLength(1);
  expect(readdirSync(dir)).toEqual([]);
});

it('can be told to stop while it waits for the first frame', async () => {
  start();
  signal('SIGTERM');
  expect(await code).toBe(0);
  expect(listening()).toBe(false);
});

it('what /debug sets holds over frames that come later, and nothing of it is written', async () => {
  start();
  input.write(frameOf(filesFor('glm-4.7')));
  await until(listening);
  const give = (id: string, text: string) =>
    fetch(url('/control/chat'), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id, text }),
    });
  await give('debug-1', '/debug set agents.defaults.model.primary=sandbox/glm-4.5-air');
  await until(async () => (await status()).model === 'sandbox/glm-4.5-air');
  const later = filesFor('glm-4.7', { 'rockpool.json': '{"locale": "en"}' });
  input.write(frameOf(later));
  await until(async () => (await newest()) === hashFiles(later));
  expect((await status()).model).toBe('sandbox/glm-4.5-air');
  expect(existsSync(path.join(dir, 'settings.json'))).toBe(false);
  await give('debug-2', '/debug reset');
  await until(async () => (await status()).model === 'sandbox/glm-4.7');
});
