/** What floods a gateway leaves it as small as it was: seen by the kernel, in a process that is started as an instance is. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import {
  openclawFile,
  removeDir,
  rockpoolFile,
  startModelEmulator,
  tempDir,
  token,
  writeConfig,
  type ModelEmulator,
} from './testing.ts';
import { gatewayProcess, type GatewayProcess } from './testing/gateway-process.ts';

vi.setConfig({ testTimeout: 180_000 });

/**
 * What was read and is not collected yet counts too: V8 collects after some 64 MB of it, whatever the machine does. A flood that is
 * kept would be half as much again and more.
 */
const grownMiBMax = 200;

/** 1 GB, as fast as it is taken. */
function flood(response: ServerResponse): void {
  const piece = Buffer.alloc(1 << 20, 'word ');
  let left = 1_000;
  const more = (): void => {
    while (left-- > 0 && !response.destroyed) if (!response.write(piece)) return;
    response.end();
  };
  response.on('drain', more);
  more();
}

const server = createServer((_, response) => flood(response.writeHead(200, { 'content-type': 'text/html' })));
/** never an end of line, so never a message; tells a file how many MiB were taken of it */
const flooding = `const x = 'x'.repeat(1 << 20); let taken = 0; (function more() {
  process.stdout.write(x, () => { require('node:fs').writeFileSync('taken', String(taken += 1)); more(); });
})()`;

let model: ModelEmulator;
let dir: string;
let gateway: GatewayProcess;
let web: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  web = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  model = await startModelEmulator({ models: ['glm-4.7', 'glm-4.5-air'] });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await model.close();
});
beforeEach(async () => {
  model.reset();
  dir = tempDir();
  const servers = { flooding: { command: process.execPath, args: ['-e', flooding] } };
  writeConfig(dir, openclawFile(model.baseUrl, { mcp: { servers }, channels: {} }), {
    ...{ ...rockpoolFile, channels: {} },
    web: { allowHosts: [web] },
  });
  gateway = await gatewayProcess(dir);
  await gateway.start();
});
afterEach(async () => {
  await gateway.end();
  removeDir(dir);
});

const memory = (name: 'VmRSS' | 'VmHWM'): number =>
  Number(
    new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(
      readFileSync(`/proc/${gateway.pid()}/status`, 'utf8'),
    )?.[1],
  ) / 1024;

/** The model calls this tool in a turn of an API caller; @returns by how many MiB the process grew at most */
async function turnWith(name: string, input: Record<string, unknown>): Promise<number> {
  model.queue({ match: { after: 'user' }, answer: { steps: [{ type: 'tool', name, arguments: input }] } });
  model.queue({ match: { after: 'tool' }, answer: { steps: [{ type: 'text', text: 'survived' }] } });
  const before = memory('VmRSS');
  // the highest from now on
  writeFileSync(`/proc/${gateway.pid()}/clear_refs`, '5');
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'openclaw', messages: [{ role: 'user', content: 'be wild' }] }),
  });
  expect(await response.text()).toContain('survived');
  const told = model.requests.at(-1)!.body.messages.at(-1)!;
  expect((told.content as string).length).toBeLessThan(20_000);
  return memory('VmHWM') - before;
}

it('a command that writes 300 MB is read to its end and not kept', async () => {
  expect(await turnWith('exec', { command: 'yes | head -c 300000000' })).toBeLessThan(grownMiBMax);
});

it('of an MCP server that floods no more is read than a message may have', async () => {
  expect(await turnWith('more_tools', { name: 'flooding' })).toBeLessThan(grownMiBMax);
  // 10 MB, what the pipe holds, and the piece that is being written
  expect(Number(readFileSync(path.join(dir, 'workspace/taken'), 'utf8'))).toBeLessThan(16);
});

it('a page of 1 GB is read no further than a page may be long', async () => {
  expect(await turnWith('web_fetch', { url: `http://${web}/` })).toBeLessThan(grownMiBMax);
});
