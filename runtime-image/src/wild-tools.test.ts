/** Tools that hang, flood or fork, each through a whole turn: the turn ends, and the next chat is not held up. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { markName } from './processes/end-strays.ts';
import { readProcesses, readVariable } from './processes/process-table.ts';
import { rockpoolFile, until } from './testing.ts';
import { testGateway } from './testing/test-gateway.ts';

vi.setConfig({ testTimeout: 60_000 });

/** What a message of another chat may take meanwhile: idle it takes 5 ms, on processors that twenty others want a hundred times that. */
const nextChatMsMax = 5_000;

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

const server = createServer((request, response) => {
  if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
  else if (request.url === '/silent') return;
  else flood(response.writeHead(200, { 'content-type': 'text/html' }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const web = `127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const program = (script: string) => ({
  command: process.execPath,
  args: ['-e', script],
  timeoutSeconds: 2,
});
const servers = {
  silent: program('setInterval(() => {}, 1000)'),
  // never an end of line, so never a message
  flooding: program("const x = 'x'.repeat(1 << 20); (function more() { process.stdout.write(x, more); })()"),
  dying: program('process.exit(3)'),
};
const one = await testGateway({
  openclaw: { mcp: { servers } },
  rockpool: { ...rockpoolFile, web: { allowHosts: [web] } },
});
const { model, say, ask } = one;

/** The model calls this tool and answers; meanwhile another chat is answered. Resolves with what the model read of the tool. */
async function turnWith(name: string, input: Record<string, unknown>): Promise<string> {
  model.queue({
    match: { includes: 'wild', after: 'user' },
    answer: { steps: [{ type: 'tool', name, arguments: input }] },
  });
  model.queue({ match: { after: 'tool' }, answer: { steps: [{ type: 'text', text: 'survived' }] } });
  model.queue({
    match: { includes: 'hi' },
    times: 100_000,
    answer: { steps: [{ type: 'text', text: 'hello' }] },
  });
  const sentTo = (id: string) => one.channel().sent.filter(({ to }) => to === id);
  await say('be wild');
  await until(() => model.requests.length > 0);
  const chat = { id: 'oc_group', kind: 'group', threadId: null } as const;
  let slowest = 0;
  let count = 0;
  do {
    count += 1;
    const begun = performance.now();
    await say('hi', { chat, mentionsBot: true });
    await until(() => sentTo('oc_group').length === count);
    slowest = Math.max(slowest, performance.now() - begun);
  } while (sentTo('oc_direct').length === 0);
  expect(sentTo('oc_direct').map(({ text }) => text)).toEqual(['survived']);
  expect(slowest).toBeLessThan(nextChatMsMax);
  const result = model.requests.map(({ body }) => body.messages.at(-1)!).find(({ role }) => role === 'tool')!
    .content as string;
  expect(result.length).toBeLessThan(20_000);
  return result;
}
const ours = (words: string) =>
  readProcesses().filter(
    ({ pid }) => readVariable(pid, markName) !== null && readVariable(pid, 'PWD') === words,
  );

const left = () => ours(path.join(one.stateDir, 'workspace'));

it('a command that hangs is ended at its limit', async () => {
  const turn = turnWith('exec', { command: 'sleep 600', timeoutSeconds: 1 });
  await until(() => left().length > 0);
  expect(await turn).toContain('timed out after 1 s');
  expect(left()).toEqual([]);
});

it('a command that floods is read to its end, and kept in part', async () => {
  const result = await turnWith('exec', { command: 'echo BEGIN; yes | head -c 100000000; echo END' });
  expect(result).toMatch(/^BEGIN[\s\S]*characters left out[\s\S]*END$/);
});

it('a command that forks away is ended with all of its children', async () => {
  const command = 'for i in $(seq 40); do setsid sh -c "sleep 600 & sleep 600" & done; sleep 600';
  const turn = turnWith('exec', { command, timeoutSeconds: 1 });
  await until(() => left().length > 40);
  expect(await turn).toContain('timed out after 1 s');
  await until(() => left().length === 0);
});

it.each([
  ['silent', /cannot be used: .*timed out/i],
  ['flooding', /cannot be used/],
  ['dying', /cannot be used/],
])('an MCP server that is %s costs its own turn only', async (name, says) => {
  expect(await turnWith('more_tools', { name })).toMatch(says);
  await until(() => left().length === 0);
});

it.each([
  ['/endless', /too large|larger|more than|cut/i],
  ['/loop', /redirect/i],
])('a page at %s is given up', async (at, says) => {
  expect(await turnWith('web_fetch', { url: `http://${web}${at}` })).toMatch(says);
});

it('a skill whose code loops is ended at its limit, and the chat told', async () => {
  await one.stop();
  const folder = path.join(one.stateDir, 'skills/loops');
  mkdirSync(folder, { recursive: true });
  const code = `import { defineSkill } from 'rockpool-gateway/skill';
    export default defineSkill({ name: 'loops', description: 'never ends', version: '1.0.0', async onMessage() { for (;;); } });`;
  writeFileSync(path.join(folder, 'index.ts'), code);
  await one.start({}, { ...rockpoolFile, limits: { skillTimeoutMs: 500 } });
  expect(await ask('/loops wild')).toContain('timed out after 0.5 s');
  await until(() => left().length === 0);
});
