import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ChatHistory } from './control/chat.ts';
import { runProgram } from './program.ts';
import { openclawFile, removeDir, tempDir, token, until, writeConfig } from './testing.ts';

let dir: string;
beforeEach(() => {
  dir = tempDir();
  writeConfig(dir, openclawFile('http://127.0.0.1:9/v1', { channels: {} }), { locale: 'en' });
});
afterEach(() => removeDir(dir));

/** The whole program, listening. */
async function start(environment: Record<string, string>) {
  let out = '';
  let signal: (name: string) => void = () => {};
  const code = runProgram({
    argv: ['start'],
    environment: { OPENCLAW_STATE_DIR: dir, OPENCLAW_GATEWAY_PORT: '0', ...environment },
    home: '/nowhere',
    packageDir: path.join(import.meta.dirname, '..'),
    input: new PassThrough(),
    out: (text) => void (out += text),
    err: (text) => void (out += text),
    onSignal: (listener) => void (signal = listener),
    now: () => Date.now(),
  });
  const port = (): string | undefined => /"listening","port":(\d+)/.exec(out)?.[1];
  await until(() => port() !== undefined);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const call = (at: string, body?: object) =>
    fetch(`http://127.0.0.1:${port()}${at}`, {
      headers,
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
  const said = async (): Promise<string[]> =>
    ((await (await call('/control/chat')).json()) as ChatHistory).messages.map(({ text }) => text);
  return { code, call, said, end: () => signal('SIGTERM') };
}

it('/restart ends the process so that it is started again, and the next one says that it is back', async () => {
  const first = await start({ ROCKPOOL_SUPERVISED: '1' });
  await first.call('/control/chat', { id: 'r1', text: '/restart' });
  expect(await first.code).toBe(75);
  const second = await start({ ROCKPOOL_SUPERVISED: '1' });
  await until(async () => (await second.said()).length === 3);
  expect(await second.said()).toEqual([
    '/restart',
    'Restarting; you are told when it is back.',
    expect.stringMatching(/^Back after \d+ s\.$/),
  ]);
  second.end();
  expect(await second.code).toBe(0);
});

it('/restart of a gateway that runs alone says who must start it again', async () => {
  const alone = await start({});
  await alone.call('/control/chat', { id: 'r2', text: '/restart' });
  expect(await alone.code).toBe(75);
  const next = await start({});
  await until(async () => (await next.said()).length === 3);
  expect((await next.said())[1]).toContain('has to start it again');
  next.end();
  await next.code;
});
