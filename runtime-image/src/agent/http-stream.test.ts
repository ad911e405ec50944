import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { closeConnections, postForStream, type StreamAnswer } from './http-stream.ts';
import { readEvents } from './sse.ts';

let server: http.Server;
let sockets: Set<Socket>;

async function serve(handler: http.RequestListener): Promise<string> {
  sockets = new Set();
  server = http.createServer(handler).on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
afterEach(closeServer);

function closeServer(): void {
  closeConnections();
  server.closeAllConnections();
  server.close();
}

const body = { head: Buffer.from('{"说":'), tail: '"好"}' };

function post(url: string, onOpen: (end: () => void) => void = () => {}): Promise<StreamAnswer> {
  return postForStream({ url: new URL(url), headers: { 'x-test': 'yes' }, body, onOpen });
}

async function readUntilDone(url: string): Promise<string[]> {
  const events: string[] = [];
  for await (const data of readEvents((await post(url)).chunks)) {
    if (data === '[DONE]') break;
    events.push(data);
  }
  return events;
}

it('sends both pieces as one body of known length', async () => {
  const seen: unknown[] = [];
  const url = await serve((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { method, headers } = request;
      seen.push(method, headers['x-test'], headers['content-length'], Buffer.concat(pieces).toString());
      response.end('data: ok\n\n');
    });
  });
  await readUntilDone(`${url}v1/chat?a=b`);
  expect(seen).toEqual(['POST', 'yes', '13', '{"说":"好"}']);
});

it('gives everything to a reader that is slower than the network', async () => {
  const piece = Buffer.alloc(65_536, 'x');
  const url = await serve((_request, response) => {
    for (let index = 0; index < 40; index += 1) response.write(piece);
    response.end();
  });
  const { chunks } = await post(url);
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(bytes).toBe(40 * piece.length);
});

it('rejects when the connection breaks in the middle of an answer', async () => {
  const url = await serve((_request, response) => {
    response.write('data: a\n\n', () => setImmediate(() => response.destroy()));
  });
  await expect(readUntilDone(url)).rejects.toMatchObject({ code: 'ECONNRESET' });
});

it('keeps connections from one answer to the next, although reading ends at [DONE]', async () => {
  const url = await serve((_request, response) => {
    response.write('data: a\n\n');
    response.write('data: [DONE]\n\n');
    setImmediate(() => response.end());
  });
  for (let index = 0; index < 9; index += 1) expect(await readUntilDone(url)).toEqual(['a']);
  // the next request may come a moment before the end of the last answer, so two may take turns
  expect(sockets.size).toBeLessThanOrEqual(2);
});

it('asks once more when a kept connection had been closed by the server', async () => {
  let requests = 0;
  const url = await serve((request, response) => {
    requests += 1;
    if (requests === 2) request.socket.destroy();
    else response.end('data: ok\n\n');
  });
  expect(await readUntilDone(url)).toEqual(['ok']);
  expect(await readUntilDone(url)).toEqual(['ok']);
  expect(requests).toBe(3);
});

it('does not ask again on a fresh connection', async () => {
  let requests = 0;
  const url = await serve((request) => {
    requests += 1;
    request.socket.destroy();
  });
  await expect(readUntilDone(url)).rejects.toThrow();
  expect(requests).toBe(1);
});

it('does not follow a redirect', async () => {
  const url = await serve((_request, response) => response.writeHead(302, { location: '/other' }).end());
  expect(await post(url)).toMatchObject({ status: 302 });
});

it('ends a request when it is told to, before the answer and in the middle of it', async () => {
  const silent = await serve(() => {});
  await expect(post(silent, (end) => end())).rejects.toThrow('ended');
  closeServer();
  const talking = await serve((_request, response) => void response.write('data: a\n\n'));
  let end = (): void => {};
  const { chunks } = await post(talking, (given) => (end = given));
  await expect(
    (async () => {
      for await (const chunk of chunks) if (chunk.length > 0) end();
    })(),
  ).rejects.toThrow();
});
