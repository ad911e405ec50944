/** How much of anything the relay takes, from either side. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { ask, id, sign, useRelay } from '../testing/relayed-gateway.ts';
import { until } from '../testing/until.ts';

const { gateway, relayTo } = useRelay();

test('who reads slowly holds the gateway up instead of filling memory', async () => {
  let written = 0;
  const { origin } = await relayTo(
    await gateway((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      const chunk = Buffer.alloc(64 * 1024);
      const more = () => {
        while (written < 256 * 1024 * 1024) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    }),
  );
  const request = http.get(`${origin}/gateways/${id}/control/sessions/export`, {
    headers: { authorization: sign('GET', '/control/sessions/export') },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.pause();
  let before = -1;
  await until('the gateway stands still', async () => {
    const still = written === before;
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return still;
  });
  expect(written).toBeLessThan(64 * 1024 * 1024);
  let read = 0;
  for await (const chunk of response) read += (chunk as Buffer).length;
  expect(read).toBe(256 * 1024 * 1024);
});

test('a body, a header or a silence beyond its bound is ended, and the relay goes on', async () => {
  let bytes = 0;
  const endpoint = await gateway((request, response) => {
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () => !request.url!.endsWith('silent') && response.end('{}'));
    request.on('error', () => {});
  });
  const { origin } = await relayTo(endpoint, { idleMs: 300 });
  const large = 'x'.repeat(1024 * 1024 + 1);
  expect((await ask(origin, '/control/chat', { method: 'POST', body: large })).status).toBe(413);
  expect(bytes).toBe(0);
  // without a length it is counted
  const chunked = new ReadableStream({
    pull(controller) {
      controller.enqueue(Buffer.alloc(256 * 1024));
      if (bytes > 8 * 1024 * 1024) controller.close();
    },
  });
  const answer = await ask(origin, '/control/chat', {
    method: 'POST',
    body: chunked,
    duplex: 'half',
    headers: { authorization: sign('POST', '/control/chat') },
  } as RequestInit).then(
    ({ status }) => status,
    () => 'cut',
  );
  expect([413, 'cut']).toContain(answer);
  expect(bytes).toBeLessThanOrEqual(1024 * 1024);
  expect((await ask(origin, '/control/chat', { headers: { accept: 'y'.repeat(20_000) } })).status).toBe(431);
  expect((await ask(origin, '/control/silent')).status).toBe(503);
  expect((await ask(origin, '/control/status')).status).toBe(200);
});

test('one gateway cannot take all the calls there are, and others are passed on meanwhile', async () => {
  const held: http.ServerResponse[] = [];
  const endpoint = await gateway((request, response) =>
    request.url === '/control/events' ? void held.push(response) : void response.end('{}'),
  );
  const other = randomUUID();
  const { origin } = await relayTo(null, { locate: async () => endpoint });
  const leaving = new AbortController();
  const calls = Array.from({ length: 128 }, () =>
    ask(origin, '/control/events', { signal: leaving.signal }).catch(() => null),
  );
  await until('all are held', async () => held.length === 128);
  const crowded = await ask(origin, '/control/status');
  expect([crowded.status, await crowded.json()]).toEqual([503, { error: { type: 'crowded' } }]);
  const authorization = sign('GET', '/control/status');
  const status = await fetch(`${origin}/gateways/${other}/control/status`, { headers: { authorization } });
  expect(status.status).toBe(200);
  leaving.abort();
  await Promise.all(calls);
  await until('there is room again', async () => (await ask(origin, '/control/status')).status === 200);
});
