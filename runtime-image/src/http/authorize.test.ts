/** Who may speak to the control API: signed requests, told to a real gateway. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { signCall } from '../control-auth.ts';
import {
  openclawFile,
  removeDir,
  startGateway,
  tempDir,
  token,
  writeConfig,
  type TestGateway,
} from '../testing.ts';

let dir: string;
let one: TestGateway;
beforeAll(async () => {
  dir = tempDir();
  writeConfig(dir, openclawFile('http://127.0.0.1:9/v1', { channels: {} }));
  one = await startGateway(dir);
});
afterAll(async () => {
  await one.stop();
  removeDir(dir);
});

let count = 0;
function signed(method: string, path: string, body = '', by = token, at = Date.now()): string {
  count += 1;
  const moment = { at, nonce: count.toString(16).padStart(32, '0') };
  return signCall(by, { method, path, body }, moment);
}
async function send(authorization: string, method: string, path: string, body?: string): Promise<number> {
  const headers = { authorization, 'content-type': 'application/json' };
  const response = await fetch(one.url + path, { method, headers, body: body ?? null });
  await response.text();
  return response.status;
}

it('a signed request is heard, once', async () => {
  const authorization = signed('GET', '/control/chat?limit=5');
  expect(await send(authorization, 'GET', '/control/chat?limit=5')).toBe(200);
  expect(await send(authorization, 'GET', '/control/chat?limit=5')).toBe(401);
});

it('a signed request that was overheard opens no other path, method or query', async () => {
  const authorization = signed('GET', '/control/chat?limit=5');
  for (const [method, path] of [
    ['GET', '/control/chat?limit=6'],
    ['GET', '/control/chat'],
    ['GET', '/control/pairing'],
    ['POST', '/control/chat/stop'],
    ['GET', '/v1/models'],
  ] as const)
    expect(await send(authorization, method, path)).toBe(401);
  expect(await send(authorization, 'GET', '/control/chat?limit=5')).toBe(200);
});

it('a signed request carries its own body and no other', async () => {
  const said = (text: string) => JSON.stringify({ id: `signed ${count}`, text });
  expect(
    await send(signed('POST', '/control/chat', said('/help')), 'POST', '/control/chat', said('/new')),
  ).toBe(401);
  const body = said('/help');
  expect(await send(signed('POST', '/control/chat', body), 'POST', '/control/chat', body)).toBe(202);
});

it('a request is refused that another token signed, or that is too old', async () => {
  const path = '/control/status';
  expect(await send(signed('GET', path, '', 'another'), 'GET', path)).toBe(401);
  expect(await send(signed('GET', path, '', token, Date.now() - 121_000), 'GET', path)).toBe(401);
  expect(await send(signed('GET', path, '', token, one.gateway.startedAt - 1), 'GET', path)).toBe(401);
  expect(await send(signed('GET', path, '', token, one.gateway.startedAt), 'GET', path)).toBe(200);
});
