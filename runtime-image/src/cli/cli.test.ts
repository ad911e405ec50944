import { appendFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../program.ts';
import { logFileBytesMax, openLogFile } from '../log-file.ts';
import {
  inbound,
  openclawFile,
  removeDir,
  startGateway,
  startModelEmulator,
  tempDir,
  until,
  writeConfig,
  type ModelEmulator,
  type TestGateway,
} from '../testing.ts';
import { analyzeLog } from './log-analysis.ts';
import { parseLog } from './log-lines.ts';

let dir: string;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  dir = tempDir();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  removeDir(dir);
});

async function cli(...argv: string[]) {
  return cliWith({}, ...argv);
}

async function cliWith(environment: Record<string, string>, ...argv: string[]) {
  const written = { out: '', err: '' };
  const code = await runProgram({
    argv,
    environment: { OPENCLAW_STATE_DIR: dir, ...environment },
    home: '/nowhere',
    packageDir: path.join(import.meta.dirname, '../..'),
    input: new PassThrough(),
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    onSignal: () => {},
    now: () => Date.parse('2026-11-22T12:00:00Z'),
  });
  return { code, ...written };
}

async function running(): Promise<{ model: ModelEmulator; one: TestGateway; port: string }> {
  const model = await startModelEmulator({ models: ['glm-4.7', 'glm-4.5-air'] });
  closing.push(() => model.close());
  writeConfig(dir, openclawFile(model.baseUrl));
  const one = await startGateway(dir);
  closing.push(() => one.stop());
  await until(() => one.opened.length > 0);
  return { model, one, port: new URL(one.url).port };
}

it('status tells what the running gateway says, its memory too, and that none runs', async () => {
  const { port } = await running();
  const environment = { OPENCLAW_GATEWAY_PORT: port };
  const told = await cliWith(environment, 'status', '--memory');
  expect(told.code).toBe(0);
  expect(told.out).toMatch(/ready\nversion .*\nmodel: sandbox\/glm-4\.7\nfeishu\/default: connected\n/);
  expect(told.out).toMatch(/resident: \d+\.\d MiB/);
  const json = JSON.parse((await cliWith(environment, 'status', '--json')).out) as { ready: boolean };
  expect(json.ready).toBe(true);
  // whose files come by standard input, the token is nobody's business
  const inside = await cliWith({ ...environment, ROCKPOOL_FILES: 'stdin' }, 'status');
  expect(inside).toMatchObject({ code: 0, out: expect.not.stringContaining('version') });
  expect(await cliWith({ OPENCLAW_GATEWAY_PORT: '9' }, 'status')).toMatchObject({
    code: 1,
    err: expect.stringContaining('rockpool-gateway start'),
  });
});

it('pairing lists who asks, approves and refuses', async () => {
  const { one, port } = await running();
  const environment = { OPENCLAW_GATEWAY_PORT: port };
  expect((await cliWith(environment, 'pairing')).out).toBe('Nobody is asking.\n');
  await one.channel().host.receive(inbound('hi', { sender: { id: 'ou_stranger', name: 'Lin' } }));
  await until(() => one.gateway.people.pendingPairings().length === 1);
  const listed = (await cliWith(environment, 'pairing', 'list')).out;
  const [code = ''] = listed.split(' ');
  expect(listed).toMatch(/^[A-Z2-9]{8} {2}feishu {2}Lin {2}until /);
  expect(await cliWith(environment, 'pairing', 'approve', code)).toMatchObject({
    code: 0,
    out: 'Approved: Lin\n',
  });
  expect(await cliWith(environment, 'pairing', 'approve', code)).toMatchObject({
    code: 1,
    err: expect.stringContaining('unknown or has expired'),
  });
  expect((await cliWith(environment, 'pairing', 'approve', 'x')).code).toBe(2);
});

it('cron makes, lists, runs and removes tasks of the running gateway', async () => {
  const { one, port } = await running();
  const cron = (...args: string[]) => cliWith({ OPENCLAW_GATEWAY_PORT: port }, 'cron', ...args);
  expect((await cron('list')).out).toBe('There are no tasks.\n');
  expect(await cron('add', '--every', 'soon', '--say', 'x')).toMatchObject({ code: 1 });
  const wrong = await cron('add', '--every', '2h', '--say', 'x', '--catch-up', 'perhaps');
  expect(wrong).toMatchObject({ code: 2, err: '--catch-up is one of skip, once, all.\n' });
  const made = await cron('add', '--every', '2h', '--say', 'drink', '--to', 'me', '--catch-up', 'all');
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toMatch(/^\w{6} {2}active {2}every 2h {2}next \S+ {2}catch-up all {2}to /);
  const [id = ''] = made.out.split(' ');
  expect((await cron('list')).out).toBe(made.out);
  expect((await cron('runs', id)).out).toBe('It has not run yet.\n');
  expect((await cron('run', id)).code).toBe(0);
  await until(() => one.channel().posted.length > 0);
  await until(async () => (await cron('runs', id)).out.includes('done'));
  expect(await cron('remove', id)).toMatchObject({ code: 0, out: expect.stringMatching(/^Removed: /) });
  expect((await cron('run', id)).code).toBe(1);
  expect((await cron('explode', id)).code).toBe(2);
});

describe('the log', () => {
  const line = (fields: Record<string, unknown>) =>
    `${JSON.stringify({ level: 'info', message: 'skill', ...fields })}\n`;
  const text =
    line({ time: '2026-11-22T11:00:00.000Z', skill: 'weather', ms: 10 }) +
    line({ time: '2026-11-22T11:10:00.000Z', skill: 'weather', ms: 30, ok: false }) +
    line({ time: '2026-11-22T11:20:00.000Z', skill: 'news', ms: 20 }) +
    line({ time: '2026-11-20T11:20:00.000Z', skill: 'old', ms: 20 }) +
    line({
      time: '2026-11-22T11:30:00.000Z',
      level: 'error',
      message: 'a request failed',
      turn: 'abcd1234ef',
    }) +
    'not a line of ours\n';

  it('is shown by level, number and text', async () => {
    openLogFile(dir)(text);
    expect((await cli('log', 'show', '--lines', '1')).out).toMatch(
      /error a request failed turn="abcd1234ef"\n$/,
    );
    expect((await cli('log', 'show', '--grep', 'ABCD1234')).out.split('\n')).toHaveLength(2);
    expect((await cli('log', 'show', '--level', 'error', '--json')).out.split('\n')).toHaveLength(2);
    expect((await cli('log', 'show', '--level', 'loud')).code).toBe(2);
  });

  it('is summed up by what one asks for, over the time one asks for', async () => {
    expect(analyzeLog(parseLog(text), 'skill', Date.parse('2026-11-21T12:00:00Z'))).toEqual([
      { name: 'weather', count: 2, failed: 1, p50: 10, p95: 30 },
      { name: 'news', count: 1, failed: 0, p50: 20, p95: 20 },
    ]);
    openLogFile(dir)(text);
    expect((await cli('log', 'analyze', '--by', 'skill', '--last', '24h')).out).toBe(
      'skill    count  failed  p50 ms  p95 ms\nweather  2      1       10      30\nnews     1      0       20      20\n',
    );
    expect((await cli('log', 'analyze', '--by', 'error', '--last', '1h')).out).toContain(
      'a request failed  1',
    );
    expect((await cli('log', 'analyze', '--last', 'long')).code).toBe(2);
  });

  it('says that there is none yet', async () => {
    expect(await cli('log', 'show')).toMatchObject({ code: 1, err: expect.stringContaining('no log yet') });
  });

  it('never grows beyond two files of their size', () => {
    const write = openLogFile(dir);
    const big = `${'x'.repeat(1_000_000)}\n`;
    for (let count = 0; count < 12; count += 1) write(big);
    const [older, current] = ['gateway.1.jsonl', 'gateway.jsonl'].map(
      (name) => statSync(path.join(dir, 'logs', name)).size,
    );
    expect(older! + current!).toBeLessThan(2 * logFileBytesMax + 2 * big.length);
    appendFileSync(path.join(dir, 'logs', 'gateway.jsonl'), '');
  });
});
