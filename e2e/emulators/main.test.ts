import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';

const children: ChildProcess[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

interface Run {
  child: ChildProcess;
  /** resolves with all output when it is ready or has ended */
  said: Promise<string>;
  exited: Promise<number | null>;
}

function run(env: Record<string, string>): Run {
  const main = new URL('./main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'], ...env } });
  children.push(child);
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const said = new Promise<string>((resolve) => {
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (text.includes('ready')) resolve(text);
      });
    }
    child.once('close', () => resolve(text));
  });
  return { child, said, exited };
}

test('one line says that it is ready, and SIGTERM ends it', async () => {
  const [feishu, model, sms] = [await freePort(), await freePort(), await freePort()];
  const { child, said, exited } = run({
    SANDBOX_FEISHU_PORT: String(feishu),
    SANDBOX_MODEL_PORT: String(model),
    SANDBOX_SMS_PORT: String(sms),
    SANDBOX_SMS_TOKEN: 'x',
  });
  expect((await said).trim().split('\n')).toEqual([
    `Sandbox ready: sms http://127.0.0.1:${sms}, model http://127.0.0.1:${model}, feishu http://127.0.0.1:${feishu}`,
  ]);
  for (const port of [feishu, model, sms]) {
    expect(await (await fetch(`http://127.0.0.1:${port}/__emulator/health`)).json()).toMatchObject({
      ok: true,
    });
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain('沙盒');
  }
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
});

test('a busy port is one clear sentence and exit code 1', async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  const { port } = blocker.address() as { port: number };
  const { said, exited } = run({ SANDBOX_FEISHU_PORT: String(port) });
  expect(await said).toBe(
    `Sandbox Feishu: port ${port} is in use. Stop what uses it or choose another port.\n`,
  );
  expect(await exited).toBe(1);
  blocker.close();
});

test('without any port one line says so and the exit code is 1', async () => {
  const { said, exited } = run({});
  expect(await said).toBe('Sandbox settings: no port is set, so there is nothing to run.\n');
  expect(await exited).toBe(1);
});

test('after kill -9 the sandbox still knows the app that was created', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  folders.push(folder);
  const port = await freePort();
  const env = { SANDBOX_FEISHU_PORT: String(port), SANDBOX_DATA_DIR: folder };
  const url = `http://127.0.0.1:${port}`;
  const first = run(env);
  await first.said;
  const created = (await (
    await fetch(`${url}/__emulator/apps`, { method: 'POST', body: JSON.stringify({ name: '小助手' }) })
  ).json()) as { appId: string; appSecret: string };
  first.child.kill('SIGKILL');
  await first.exited;
  await run(env).said;
  const token = await fetch(`${url}/open-apis/auth/v3/tenant_access_token/internal`, {
    method: 'POST',
    body: JSON.stringify({ app_id: created.appId, app_secret: created.appSecret }),
  });
  expect(await token.json()).toMatchObject({ code: 0 });
});
