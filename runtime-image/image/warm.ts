/**
 * `node <flags> warm.ts <program> <cache folder>`, while the image is built: starts the program under the same flags, lets it answer one message of a
 * model that lives here, and ends it, so that Node keeps the compiled code of all that in the
 * folder. Fails when no answer comes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const token = 'only-while-the-image-is-built';
const patienceMs = 30_000;
const origin = 'http://127.0.0.1:18789';
const head = { id: 'warm', object: 'chat.completion.chunk', created: 0, model: 'warm' };

const model = await startModel();
const [gateway, cache] = process.argv.slice(2) as [string, string];
const command = [process.execPath, ...process.execArgv, gateway, 'start'];
// by env(1), so that this file's own code does not land in the folder
const program = spawn('env', [`NODE_COMPILE_CACHE=${cache}`, ...command], {
  stdio: ['pipe', 'inherit', 'inherit'],
});
const ended = once(program, 'exit');
program.stdin.write(`${JSON.stringify({ files: files((model.address() as AddressInfo).port) })}\n`);
await untilReady();
await ask('/control/status', {});
const answer = await ask('/v1/chat/completions', {
  method: 'POST',
  body: JSON.stringify({ model: 'openclaw', messages: [{ role: 'user', content: 'hi' }] }),
});
if (!answer.includes('warm and ready')) throw new Error(`the program answered ${answer}`);
program.kill('SIGTERM');
const [code] = await ended;
if (code !== 0) throw new Error(`the program ended with ${code}`);
model.closeAllConnections();
model.close();

function files(port: number) {
  const provider = {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    apiKey: 'none',
    api: 'openai-completions',
    models: [{ id: 'warm', name: 'warm', input: ['text'] }],
  };
  const openclaw = {
    models: { providers: { warm: provider } },
    agents: { defaults: { model: { primary: 'warm/warm' } } },
    gateway: { mode: 'local', bind: 'loopback', auth: { mode: 'token', token } },
  };
  return { 'openclaw.json': JSON.stringify(openclaw), 'rockpool.json': null, '.env': null };
}

async function startModel(): Promise<Server> {
  const event = (more: object) => `data: ${JSON.stringify({ ...head, ...more })}\n\n`;
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const delta = { role: 'assistant', content: 'warm and ready' };
    response.write(event({ choices: [{ index: 0, delta, finish_reason: null }] }));
    response.write(event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
    response.end('data: [DONE]\n\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function untilReady(): Promise<void> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await delay(20)) {
    if (program.exitCode !== null) throw new Error(`the program ended with ${program.exitCode} at its start`);
    const isReady = await fetch(`${origin}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
  }
  throw new Error(`the program was not ready within ${patienceMs / 1000} s`);
}

async function ask(where: string, init: RequestInit): Promise<string> {
  const response = await fetch(origin + where, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(patienceMs),
  });
  return response.text();
}
