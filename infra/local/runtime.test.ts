import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rememberDriver } from './computers.ts';
import { connectEngine } from './engine.ts';
import { chooseRuntime } from './runtime.ts';
import { parseSettings } from './settings.ts';

let dir: string;
let server: http.Server | undefined;
beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'rockpool-runtime-'));
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  fs.rmSync(dir, { recursive: true });
});

/** Something that listens where an engine would, and answers as `answer` says. */
async function listenAsEngine(answer: http.RequestListener): Promise<string> {
  const socket = path.join(dir, 'engine.sock');
  server = http.createServer(answer).listen(socket);
  await once(server, 'listening');
  return socket;
}

async function choose(env: Record<string, string>, computers = 0) {
  const lines: string[] = [];
  const runtime = await chooseRuntime({
    settings: parseSettings(env, {}),
    stateDir: dir,
    installation: 'test00',
    computers,
    say: (line) => lines.push(line),
  });
  return { runtime, lines };
}

test('without an engine computers are processes, and the line names the socket', async () => {
  const socket = path.join(dir, 'none.sock');
  expect(await choose({ DOCKER_SOCKET: socket })).toEqual({
    runtime: { driver: 'process' },
    lines: [expect.stringMatching(`^No Docker engine answers at ${socket}: computers run as processes`)],
  });
});

test('an engine that does not answer within a second counts as none', async () => {
  const socket = await listenAsEngine(() => {});
  const started = performance.now();
  const { runtime } = await choose({ DOCKER_SOCKET: socket });
  expect(runtime).toEqual({ driver: 'process' });
  expect(performance.now() - started).toBeLessThan(3_000);
});

test('an engine whose bridge is on another machine is not used', async () => {
  const socket = await listenAsEngine((request, response) => {
    const network = { IPAM: { Config: [{ Subnet: '192.0.2.0/24' }] } };
    response.end(JSON.stringify(request.url?.endsWith('/version') ? { Version: '28.0.1' } : network));
  });
  expect((await choose({ DOCKER_SOCKET: socket })).lines[0]).toMatch(
    /^The Docker engine 28\.0\.1 has no default bridge on this machine, so its containers could not be reached: /,
  );
});

test('an engine that takes no old version of the API is used like any other', async () => {
  const version = { Version: '29.1.0', ApiVersion: '1.52', MinAPIVersion: '1.44' };
  const network = { IPAM: { Config: [{ Subnet: '192.0.2.0/24' }] } };
  const socket = await listenAsEngine((request, response) => {
    const asked = Number(/^\/v1\.(\d+)\//.exec(request.url ?? '')?.[1] ?? 52);
    if (asked < 44)
      response
        .writeHead(400)
        .end(JSON.stringify({ message: `client version 1.${asked} is too old. Minimum is 1.44` }));
    else response.end(JSON.stringify(request.url?.endsWith('/version') ? version : network));
  });
  expect(await connectEngine(socket).version(1_000)).toBe('29.1.0');
  expect((await choose({ DOCKER_SOCKET: socket })).lines[0]).toMatch(/^The Docker engine 29\.1\.0 has no/);
});

test.each<[string, number, string, RegExp]>([
  [
    'refuses',
    400,
    '{"message":"client version is too old"}',
    /answered 400 to GET \/version: client version is/,
  ],
  ['is no engine', 200, '<html>', /answered GET \/version in no way an engine does/],
  ['is something else', 200, '{"name":"other"}', /what listens there is no Docker engine/],
])('what answers and %s is not called absent', async (_case, status, answer, expected) => {
  const socket = await listenAsEngine((_request, response) => void response.writeHead(status).end(answer));
  const { lines } = await choose({ DOCKER_SOCKET: socket });
  expect(lines[0]).toMatch(`The Docker engine at ${socket} cannot be used (`);
  expect(lines[0]).toMatch(expected);
});

test('DRIVER=process asks no engine anything', async () => {
  let asked = false;
  const socket = await listenAsEngine(() => {
    asked = true;
  });
  const { lines } = await choose({ DRIVER: 'process', DOCKER_SOCKET: socket });
  expect(lines[0]).toMatch(/^DRIVER=process: computers run as processes/);
  expect(asked).toBe(false);
});

test('computers in containers are not started elsewhere while the engine is away', async () => {
  rememberDriver(dir, 'docker');
  await expect(choose({ DOCKER_SOCKET: path.join(dir, 'none.sock') }, 1)).rejects.toThrow(
    /^1 computer of this installation is a container, and no Docker engine answers at /,
  );
});

test('an error of the engine is an error, never an empty list', async () => {
  const socket = await listenAsEngine((_request, response) => {
    response.writeHead(500).end('{"message":"driver failed"}');
  });
  await expect(connectEngine(socket).computers('test00')).rejects.toThrow(
    /answered 500 to GET \/containers.*driver failed/,
  );
});
