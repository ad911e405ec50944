/** What the relay passes on, as it was said, and what it does not. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { connect, createServer as createWire } from 'node:net';
import { expect, test } from 'vitest';
import { verifyCall } from '@rockpool/gateway/control-auth';
import { listenOnLoopback } from '../testing/loopback.ts';
import { ask, id, sign, token, useRelay } from '../testing/relayed-gateway.ts';
import { until } from '../testing/until.ts';

const { gateway, relayTo } = useRelay();

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
  const { port } = await relayTo(
    await gateway((_request, response) => {
      asked += 1;
      response.end('{}');
    }),
  );
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

test('nobody can make another protocol of a connection', async () => {
  const { port } = await relayTo(await gateway((_request, response) => void response.end()));
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
  const { port } = await relayTo(`http://127.0.0.1:${await listenOnLoopback(wire)}`);
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
