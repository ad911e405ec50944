import { createServer, type Server } from 'node:http';
import type { Db } from '@rockpool/db/client';
import type { Metrics } from './metrics.ts';

export type Health = { ok: boolean; database: 'reachable' | 'unreachable' };

/** `GET /healthz` (503 while the database cannot be reached) and `GET /metrics`, on loopback. Port 0 takes a free one. */
export async function serveHealth(
  port: number,
  health: () => Promise<Health>,
  { registry }: Metrics,
): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': type }).end(body);
    const failed = () => answer(500, 'text/plain', 'not available\n');
    switch (`${request.method} ${request.url}`) {
      case 'GET /healthz':
        health().then(
          (state) => answer(state.ok ? 200 : 503, 'application/json', JSON.stringify(state)),
          failed,
        );
        return;
      case 'GET /metrics':
        registry.metrics().then((text) => answer(200, registry.contentType, text), failed);
        return;
      default:
        answer(404, 'text/plain', 'not found\n');
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  return server;
}

export async function readHealth(db: Db): Promise<Health> {
  const reachable = await db.$queryRaw`select 1`.then(
    () => true,
    () => false,
  );
  return { ok: reachable, database: reachable ? 'reachable' : 'unreachable' };
}
