import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { closeConnections, leanFetch } from './lean-fetch.ts';
import { readEvents } from './sse.ts';

let server: http.Server;
let sockets: Set<Socket>;

async function serve(handler: http.RequestListener): Promise<string> {
  sockets = new Set();
  server = http.createServer(handler).on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
afterEach(() => {
  closeConnections();
  server.closeAllConnections();
  server.close();
});

async function readUntilDone(url: string): Promise<string[]> {
  const response = await leanFetch(url, { method: 'POST', body: '{}' });
  const events: string[] = [];
  for await (const data of readEvents(response.body as unknown as AsyncIterable<Uint8Array>)) {
    if (data === '[DONE]') break;
    events.push(data);
  }
  return events;
}

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
  expect(await leanFetch(url)).toMatchObject({ status: 302, ok: false });
});

it('ends a request when its signal says so', async () => {
  const url = await serve(() => {});
  const controller = new AbortController();
  const asked = leanFetch(url, { signal: controller.signal });
  controller.abort();
  await expect(asked).rejects.toThrow();
});
