import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { guardedPost } from './guarded-request.ts';

/** Whatever is sent, the service answers this and says no more. */
async function askedOf(answer: string, timeoutMs = 10_000) {
  const service = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.write(answer));
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo;
  const url = new URL(`http://127.0.0.1:${port}/`);
  const bounds = { exempt: true, timeoutMs, replyBytesMax: 1_000 };
  try {
    return await guardedPost({ url, headers: {}, body: '{}', ...bounds });
  } finally {
    service.close();
  }
}

test('a service that turns to another protocol is answered of, not waited for', async () => {
  const answer = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
  expect(await askedOf(answer)).toMatchObject({ kind: 'reply', status: 101, body: '' });
});

test.each(['', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'])(
  'a service that says %j and falls silent is given up in time',
  async (answer) => {
    expect(await askedOf(answer, 200)).toEqual({ kind: 'timeout' });
  },
);
