/** Tools whose packages lie beside the gateway's file, used as in the image: by the built program, from a folder without packages. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildBundle } from './build-bundle.ts';
import { openclawFile, startModelEmulator, token, writeConfig, type ModelEmulator } from './src/testing.ts';
import { removeDir, tempDir, until } from './src/testing/temp-dir.ts';

const folder = tempDir();
const chromium = '/usr/bin/chromium';
let model: ModelEmulator;
let site: Server;
let siteUrl: string;
let program: ChildProcess;
let gatewayUrl: string;
let log = '';

beforeAll(async () => {
  const file = path.join(folder, 'program/gateway.cjs');
  await buildBundle(file);
  model = await startModelEmulator();
  site = createServer((_, response) => {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<title>Pool</title><p>Crabs <button>Feed</button></p>');
  });
  const free = createServer();
  for (const each of [site, free]) await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve));
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
  const { port } = free.address() as AddressInfo;
  gatewayUrl = `http://127.0.0.1:${port}`;
  await new Promise((resolve) => free.close(resolve));
  const server = path.join(import.meta.dirname, 'src/tools/mcp/testing/stdio.ts');
  const mcp = { servers: { calc: { command: process.execPath, args: [server] } } };
  writeConfig(folder, openclawFile(model.baseUrl, { channels: {}, mcp }), {
    web: { allowHosts: [new URL(siteUrl).host] },
  });
  program = spawn(process.execPath, [file, 'start'], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      OPENCLAW_STATE_DIR: folder,
      OPENCLAW_GATEWAY_PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [program.stdout!, program.stderr!])
    stream.on('data', (piece: Buffer) => void (log += piece.toString()));
  await until(() =>
    fetch(`${gatewayUrl}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
}, 60_000);
afterAll(async () => {
  const ended = new Promise((resolve) => program.once('exit', resolve));
  program.kill('SIGTERM');
  await ended;
  site.close();
  await model.close();
  removeDir(folder);
});

/** What the model reads of a call. */
async function resultOf(name: string, input: object): Promise<string> {
  model.queue({ answer: { steps: [{ type: 'tool', name, arguments: input as never }] } });
  model.queue({ answer: { steps: [{ type: 'text', text: 'Done.' }] } });
  const response = await fetch(`${gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'openclaw', messages: [{ role: 'user', content: name }] }),
  });
  expect(response.status, log).toBe(200);
  const messages = (model.requests.at(-1)!.body as { messages: { role: string; content: string }[] })
    .messages;
  return messages.findLast(({ role }) => role === 'tool')!.content;
}

test('pages are read', async () => {
  expect(await resultOf('web_fetch', { url: siteUrl })).toMatch(/^# Pool\n\nCrabs/);
});

test('MCP servers answer', async () => {
  const input = { name: 'calc__add', input: { a: 40, b: 2 } };
  expect(await resultOf('more_tools', input)).toBe('42');
});

test.skipIf(!existsSync(chromium))(
  'the browser opens a page',
  async () => {
    const shown = await resultOf('more_tools', {
      name: 'browser',
      input: { action: 'navigate', url: siteUrl },
    });
    expect(shown).toContain('Pool\n');
    expect(shown).toContain('button "Feed"');
    const rss = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${program.pid}/status`, 'utf8'))![1]!;
    console.log(`the gateway with a browser open: ${Math.round(Number(rss) / 1_024)} MB resident`);
  },
  60_000,
);
