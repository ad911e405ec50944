import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http, { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { connect, createServer as createWire, type AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { signCall, verifyCall } from '@rockpool/gateway/control-auth';
import { until } from '../testing/until.ts';
import { gatewayRoute, type RelayOptions, type RelayOutcome } from './relay.ts';
import { serveRelay, type RelayServer } from './relay-server.ts';

const servers: Server[] = [];
let relay: RelayServer | undefined;
afterEach(async () => {
  await relay?.close();
  relay = undefined;
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

const token = 'the-token-of-a-gateway';
const id = randomUUID();

async function gateway(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A relay in front of one gateway, which is `id`; its address as HOST_ADDRESS would be, and what it counted. */
async function relayTo(endpoint: string | null, options: Partial<RelayOptions> = {}) {
  const outcomes: RelayOutcome[] = [];
  const route = gatewayRoute({
    locate: async (asked) => (asked === id ? endpoint : null),
    count: (outcome) => outcomes.push(outcome),
    ...options,
  });
  relay = await serveRelay(0, [route]);
  return { origin: `http://127.0.0.1:${relay.port}`, outcomes };
}

const sign = (method: string, path: string, body = '') =>
  signCall(token, { method, path, body }, { at: Date.now(), nonce: randomBytes(16).toString('hex') });

const ask = (origin: string, path: string, { headers = {}, ...init }: RequestInit = {}) =>
  fetch(`${origin}/gateways/${id}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { authorization: sign(init.method ?? 'GET', path, String(init.body ?? '')), ...headers },
  });

test('a signed call reaches the gateway as if it had been asked itself, and its answer comes back', async () => {
  const heard: { url?: string | undefined; body: string; verdict: string; headers: object }[] = [];
  const { origin, outcomes } = await relayTo(
    await gateway(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const { method = '', url = '', headers } = request;
      const verdict = verifyCall(
        headers.authorization ?? '',
        token,
        { method, path: url },
        { now: Date.now(), since: 0 },
      );
      heard.push({ url, body, verdict: verdict.kind, headers });
      response
        .writeHead(202, {
          'content-type': 'application/json',
          'set-cookie': 'a=b',
          location: 'http://evil/',
          via: 'x',
        })
        .end('{"ok":true}');
    }),
  );
  const answer = await ask(origin, '/control/chat?limit=%E4%BD%A0', {
    method: 'POST',
    body: '{"text":"你好"}',
    headers: {
      'content-type': 'application/json',
      cookie: 'session=1',
      'x-forwarded-for': '1.2.3.4',
      te: 'trailers',
    },
  });
  expect([answer.status, await answer.json()]).toEqual([202, { ok: true }]);
  expect(answer.headers.get('content-type')).toBe('application/json');
  for (const name of ['set-cookie', 'location', 'via']) expect(answer.headers.get(name)).toBeNull();
  expect(heard).toHaveLength(1);
  expect(heard[0]).toMatchObject({
    url: '/control/chat?limit=%E4%BD%A0',
    body: '{"text":"你好"}',
    verdict: 'signed',
  });
  for (const name of ['cookie', 'x-forwarded-for', 'te']) expect(heard[0]!.headers).not.toHaveProperty(name);
  expect(outcomes).toEqual(['passed']);
});

test('nothing else is passed on: no other path, method, name, spelling or call without a signature', async () => {
  let asked = 0;
  await relayTo(
    await gateway((_request, response) => {
      asked += 1;
      response.end('{}');
    }),
  );
  const { port } = relay!;
  /** as it stands, without a client's own idea of the path */
  const raw = (line: string, authorization: string | null = sign('GET', '/control/status')) =>
    new Promise<number>((resolve, reject) => {
      const [method, path] = line.split(' ') as [string, string];
      http
        .request(
          { port, method, path, headers: authorization === null ? {} : { authorization } },
          (response) => {
            response.resume();
            resolve(response.statusCode ?? 0);
          },
        )
        .on('error', reject)
        .end();
    });
  const at = `/gateways/${id}`;
  for (const line of [
    'GET /',
    'GET /healthz',
    `GET ${at}`,
    `GET ${at}/metrics`,
    `GET ${at}/v1/models`,
    `GET ${at}/control`,
    `GET ${at}/controlled/x`,
    `GET ${at}/control/../v1/models`,
    `GET ${at}/control/%2e%2e/v1/models`,
    `GET ${at}/control/..%2fv1/models`,
    `GET ${at}/control/.%2E/metrics`,
    `GET ${at}/control/..\\metrics`,
    `GET ${at}/control/%5c..%5cmetrics`,
    `PUT ${at}/control/chat`,
    `DELETE ${at}/control/chat`,
    `GET /gateways/${id.toUpperCase()}x/control/status`,
    `GET /gateways/../control/status`,
    `GET http://127.0.0.1:${port}${at}/control/status`,
    `GET /x${at}/control/status`,
  ])
    expect([line, await raw(line)]).toEqual([line, 404]);
  for (const authorization of [
    null,
    `Bearer ${token}`,
    'Rockpool-HMAC-SHA256 at=1',
    `${sign('GET', '/control/status')},more`,
  ])
    expect(await raw(`GET ${at}/control/status`, authorization)).toBe(404);
  expect(asked).toBe(0);
  expect(await raw(`GET ${at}/control/status`)).toBe(200);
  expect(asked).toBe(1);
});

test('a gateway that is away, unknown, or ends before it answers is said to be away', async () => {
  const dying = await gateway((request) => void request.socket.destroy());
  for (const endpoint of [null, 'http://127.0.0.1:9', dying]) {
    const { origin, outcomes } = await relayTo(endpoint);
    const answer = await ask(origin, '/control/status');
    expect([answer.status, await answer.json()]).toEqual([503, { error: { type: 'away' } }]);
    expect(outcomes).toEqual(['away']);
    await relay?.close();
  }
  const { origin } = await relayTo('http://127.0.0.1:9');
  expect(
    (
      await fetch(`${origin}/gateways/${randomUUID()}/control/status`, {
        headers: { authorization: sign('GET', '/control/status') },
      })
    ).status,
  ).toBe(503);
});

test('events come as they are said, and the end of who listens is the end of the stream at the gateway', async () => {
  const streams: http.ServerResponse[] = [];
  let ended = 0;
  const { origin, outcomes } = await relayTo(
    await gateway((_request, response) => {
      streams.push(response);
      response.on('close', () => (ended += 1));
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    }),
  );
  const leaving = new AbortController();
  const answer = await ask(origin, '/control/events', { signal: leaving.signal });
  const reader = answer.body!.getReader();
  for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
    streams[0]!.write(event);
    expect(Buffer.from((await reader.read()).value!).toString()).toBe(event);
  }
  leaving.abort();
  await until('the gateway hears of it', async () => ended === 1);
  await until('it is counted', async () => outcomes.length === 1);
  expect(outcomes).toEqual(['cut']);

  // and the other way round
  const second = await ask(origin, '/control/events');
  const rest = second.body!.getReader();
  streams[1]!.write('data: 3\n\n');
  await rest.read();
  streams[1]!.destroy();
  await expect(rest.read()).rejects.toThrow();
});

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

test('nobody can make another protocol of a connection', async () => {
  const { port } = await relayTo(await gateway((_request, response) => void response.end())).then(
    () => relay!,
  );
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `GET /gateways/${id}/control/events HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\nAuthorization: ${sign('GET', '/control/events')}\r\n\r\n`,
  );
  const said: Buffer[] = [];
  socket.on('data', (chunk) => said.push(chunk));
  socket.on('error', () => {});
  await once(socket, 'close');
  expect(Buffer.concat(said).toString()).toBe('');
});

test('no request is hidden in another: bodies of questions and two lengths never reach the gateway', async () => {
  const urls: string[] = [];
  const endpoint = await gateway((request, response) => {
    urls.push(`${request.method} ${request.url}`);
    request.resume();
    response.end('{}');
  });
  // told apart from a gateway that drops the rest of a connection by itself: what went on as bytes
  let bytes = '';
  const { port: behind } = new URL(endpoint);
  const wire = createWire((socket) => {
    const on = connect(Number(behind), '127.0.0.1');
    socket.on('data', (chunk) => (bytes += String(chunk)));
    socket.on('error', () => {});
    on.on('error', () => {});
    socket.pipe(on).pipe(socket);
  });
  await once(wire.listen(0, '127.0.0.1'), 'listening');
  await relayTo(`http://127.0.0.1:${(wire.address() as AddressInfo).port}`);
  const { port } = relay!;
  const hidden = 'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n';
  const chunks = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
  const raw = async (method: string, version: string, headers: string[], body: string) => {
    const socket = connect(port, '127.0.0.1');
    let said = '';
    socket.on('data', (chunk) => (said += String(chunk)));
    socket.on('error', () => {});
    const head = [`${method} /gateways/${id}/control/status HTTP/${version}`, 'host: x', 'connection: close'];
    const authorization = `authorization: ${sign(method, '/control/status')}`;
    socket.write([...head, authorization, ...headers, '', body].join('\r\n'));
    await once(socket, 'close');
    return Number(said.split(' ')[1]);
  };
  const chunked = 'transfer-encoding: chunked';
  const length = `content-length: ${hidden.length}`;
  expect(await raw('GET', '1.1', [chunked], chunks)).toBe(400);
  expect(await raw('GET', '1.0', [chunked], chunks)).toBe(400);
  expect(await raw('GET', '1.1', [length], hidden)).toBe(400);
  expect(await raw('POST', '1.1', [chunked, 'content-length: 4'], chunks)).toBe(400);
  expect(await raw('POST', '1.1', [length, 'content-length: 4'], hidden)).toBe(400);
  expect(bytes).toBe('');
  // a body that is one goes on as one
  expect(await raw('POST', '1.1', [chunked], chunks)).toBe(200);
  expect(urls).toEqual(['POST /control/status']);
  wire.close();
});
