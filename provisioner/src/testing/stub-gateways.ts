import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayStatus } from '@rockpool/gateway/control';
import { verifyCall } from '@rockpool/gateway/control-auth';

/** What one simulated gateway has: the hash of its files and the token they hold. */
export type StubGateway = { filesHash: string; token: string; startedAt: number };

/** One HTTP server that answers `GET /<instance id>/control/status` as each instance's gateway would. */
export async function serveStubGateways(find: (id: string) => StubGateway | null) {
  const server = createServer((request, response) => {
    const [, id = '', path] = /^\/([^/]+)(\/.*)$/.exec(request.url ?? '') ?? [];
    const gateway = find(id);
    if (!gateway || path !== '/control/status') return response.writeHead(404).end();
    const { headers, method = '', url = '' } = request;
    const call = { method, path: url };
    const times = { now: Date.now(), since: 0 };
    if (verifyCall(headers.authorization ?? '', gateway.token, call, times).kind !== 'signed')
      return response.writeHead(401).end();
    return response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(statusOf(gateway)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpointOf: (id: string) => `${origin}/${id}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

const statusOf = ({ filesHash, startedAt }: StubGateway): GatewayStatus => ({
  version: 'stub',
  startedAt: new Date(startedAt).toISOString(),
  config: { hash: filesHash, error: null },
  model: null,
  channels: [],
  runningTurns: 0,
  inboxWaiting: 0,
  lastActivityAt: null,
});
