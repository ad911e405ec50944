/** A way to a Docker engine that can be cut, and that can lose or spoil answers after the engine has done what it was asked. */
import { createServer, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `spoil`: the engine's answer is replaced by a 500; `lose`: no answer ever comes. */
export type Fault = 'spoil' | 'lose' | null;

export async function openEngineLink(engineSocket: string) {
  const dir = await mkdtemp(join(tmpdir(), 'rockpool-engine-'));
  const socketPath = join(dir, 'engine.sock');
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  let up = true;
  let faultOf: (method: string, path: string) => Fault = () => null;

  const server = createServer((near, answer) => {
    const { method = '', url = '', headers } = near;
    asked.push(`${method} ${url}`);
    const fault = faultOf(method, url);
    const far = request(
      { socketPath: engineSocket, method, path: url, headers, agent: false },
      (response) => {
        if (fault === null) {
          answer.writeHead(response.statusCode ?? 502, response.headers);
          answer.flushHeaders();
          response.pipe(answer);
          return;
        }
        response.resume().once('end', () => {
          if (fault === 'spoil')
            answer.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"spoiled"}');
        });
      },
    );
    far.on('error', () => near.socket.destroy());
    answer.on('close', () => far.destroy());
    // In one write, as whoever asks the engine without this link does: it may have answered and closed before the next, and the
    // error of that one would hide the answer.
    const body: Buffer[] = [];
    near.on('data', (piece: Buffer) => void body.push(piece));
    near.once('end', () => (body.length === 0 ? far.end() : far.end(Buffer.concat(body))));
  });
  server.on('connection', (socket) => {
    if (!up) return socket.destroy();
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', ({ method, url, rawHeaders }, near: Socket, head) => {
    const lines = [`${method} ${url} HTTP/1.1`];
    for (let i = 0; i < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
    const far = connect({ path: engineSocket, allowHalfOpen: true });
    far.write(`${lines.join('\r\n')}\r\n\r\n`);
    far.write(head);
    near.pipe(far).pipe(near);
    far.on('error', () => near.destroy());
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));

  return {
    socketPath,
    /** what came through: method and path */
    asked,
    set fault(next: (method: string, path: string) => Fault) {
      faultOf = next;
    },
    cut() {
      up = false;
      for (const socket of sockets) socket.destroy();
    },
    restore: () => void (up = true),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(dir, { recursive: true, force: true });
    },
  };
}
