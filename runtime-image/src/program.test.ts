import { createServer, type AddressInfo, type Server } from 'node:net';
import { renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { runProgram } from './program.ts';
import { openclawFile, removeDir, tempDir, until, writeConfig } from './testing.ts';
import { version } from './version.ts';

let dir: string;
let busy: Server | null = null;
beforeEach(() => {
  dir = tempDir();
});
afterEach(() => {
  busy?.close();
  busy = null;
  removeDir(dir);
});

function program(argv: string[], environment: Record<string, string> = {}, input = new PassThrough()) {
  const written = { out: '', err: '' };
  let signal: (name: string) => void = () => {};
  const code = runProgram({
    argv,
    environment: { OPENCLAW_STATE_DIR: dir, ...environment },
    home: '/nowhere',
    packageDir: path.join(import.meta.dirname, '..'),
    input,
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    onSignal: (listener) => void (signal = listener),
    now: () => Date.now(),
  });
  return { code, written, signal: (name: string) => signal(name) };
}

const valid = () => openclawFile('http://127.0.0.1:9/v1', { channels: {} });

describe('config validate', () => {
  it('says valid, as upstream does', async () => {
    writeConfig(dir, valid());
    const { code, written } = program(['config', 'validate', '--json']);
    expect(await code).toBe(0);
    expect(JSON.parse(written.out)).toEqual({
      valid: true,
      path: path.join(dir, 'openclaw.json'),
      warnings: [],
    });
  });

  it('lists every issue with its path', async () => {
    writeConfig(dir, { ...valid(), gatway: {}, agents: { defualts: {} } } as never);
    const { code, written } = program(['config', 'validate', '--json']);
    expect(await code).toBe(1);
    const { issues } = JSON.parse(written.out) as { issues: { path: string }[] };
    expect(issues.map((issue) => issue.path).sort()).toEqual(['agents.defualts', 'gatway']);
  });

  it('finds the older file name, and an exact path', async () => {
    writeConfig(dir, valid());
    renameSync(path.join(dir, 'openclaw.json'), path.join(dir, 'config.json'));
    expect(await program(['config', 'validate']).code).toBe(0);
    renameSync(path.join(dir, 'config.json'), path.join(dir, 'mine.json'));
    expect(await program(['config', 'validate']).code).toBe(1);
    expect(
      await program(['config', 'validate'], { OPENCLAW_CONFIG_PATH: path.join(dir, 'mine.json') }).code,
    ).toBe(0);
  });
});

describe('start', () => {
  it('runs alone without rockpool.json, and ends with 0 when told to', async () => {
    writeFileSync(
      path.join(dir, 'openclaw.json'),
      `{ /* JSON5 */ gateway: { port: 18789, auth: { token: '\${GATEWAY_TOKEN}' } } }`,
    );
    writeFileSync(path.join(dir, '.env'), 'GATEWAY_TOKEN=of-my-own');
    const running = program(['start'], { OPENCLAW_GATEWAY_PORT: '0' });
    await until(() => running.written.out.includes('"listening"'));
    const { port } = JSON.parse(
      running.written.out.split('\n').find((line) => line.includes('"listening"'))!,
    ) as { port: number };
    const headers = { authorization: 'Bearer of-my-own' };
    const response = await fetch(`http://127.0.0.1:${port}/v1/models`, { headers });
    expect(response.status).toBe(200);
    // a listener that stays must not hold the end up
    const events = await fetch(`http://127.0.0.1:${port}/control/events`, { headers });
    const begun = performance.now();
    running.signal('SIGTERM');
    expect(await running.code).toBe(0);
    expect(performance.now() - begun).toBeLessThan(15_000);
    await events.body?.cancel().catch(() => undefined);
  });

  it('keeps its port until the process ends, so that no program of the agent takes its place', async () => {
    writeConfig(dir, valid());
    const running = program(['start'], { OPENCLAW_GATEWAY_PORT: '0' });
    await until(() => running.written.out.includes('"listening"'));
    const port = Number(/"port":(\d+)/.exec(running.written.out)![1]);
    running.signal('SIGTERM');
    expect(await running.code).toBe(0);
    for (const host of ['127.0.0.1', '0.0.0.0', '::']) {
      busy = createServer();
      const failed = new Promise<NodeJS.ErrnoException>((resolve) => busy!.once('error', resolve));
      busy.listen(port, host, () => busy!.emit('error', new Error('it was free')));
      expect((await failed).code).toBe('EADDRINUSE');
    }
    busy = null;
  });

  it.each([
    ['no configuration', () => {}, /there is no .*openclaw\.json/],
    ['a broken one', () => writeFileSync(path.join(dir, 'openclaw.json'), '{'), /is not JSON5/],
    [
      'an unknown key',
      () => writeFileSync(path.join(dir, 'openclaw.json'), '{channels:{feishu:{appid:"x"}}}'),
      /channels\.feishu\.appid unknown key/,
    ],
  ])('says in one sentence why it cannot: %s', async (_name, prepare, message) => {
    prepare();
    const { code, written } = program(['start']);
    expect(await code).toBe(78);
    expect(written.err).toMatch(message);
    expect(written.err.trim().split('\n')).toHaveLength(1);
  });

  it('names the port that another program has', async () => {
    writeConfig(dir, valid());
    busy = createServer();
    await new Promise<void>((resolve) => busy!.listen(0, '127.0.0.1', resolve));
    const port = String((busy.address() as AddressInfo).port);
    const { code, written } = program(['start'], { OPENCLAW_GATEWAY_PORT: port });
    expect(await code).toBe(98);
    expect(written.err).toMatch(new RegExp(`^Port ${port} is in use .*OPENCLAW_GATEWAY_PORT\\.\n$`));
  });

  it('refuses words it does not know', async () => {
    const { code, written } = program(['begin']);
    expect(await code).toBe(2);
    expect(written.err).toMatch(/^There is no command "begin"\.\n\nUsage: rockpool-gateway/);
    expect(await program(['start', '--fast']).code).toBe(2);
  });
});

it('tells the version of its package', () => {
  expect(version).toBe(packageJson.version);
});
