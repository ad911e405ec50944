import { createServer } from 'node:http';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Actor } from '@rockpool/db/audit/write';
import type { Db } from '@rockpool/db/client';
import type { Role } from '@rockpool/db/domain/roles';
import { createToken } from '@rockpool/db/operations/tokens';
import { parseKeyRing, type KeyRing } from '@rockpool/db/secrets';
import { addressHeader } from '../sign-in/client-address.ts';
import type { ApiDeps, Endpoint } from './endpoint.ts';
import { endpointTable } from './endpoint-table.ts';
import { handlerOf, type RouteContext, type RouteDeps } from './route.ts';

export const testAddress = '203.0.113.9';
export const testKeys: KeyRing = parseKeyRing(`k1:${randomBytes(32).toString('base64')}`);

/** The token of somebody new with this role. */
export async function makeToken(
  db: Db,
  role: Role,
): Promise<{ token: string; tokenId: string; staff: Actor }> {
  const { id, email } = await db.staff.create({
    data: { email: `${crypto.randomUUID()}@example.com`, role: 'admin' },
  });
  const staff: Actor = { kind: 'staff', id, name: email, role: 'admin', address: testAddress };
  const made = await createToken(db, staff, { name: `test ${role}`, role, lifeDays: null });
  if (made.kind !== 'created') throw new Error(made.kind);
  return { token: made.token, tokenId: made.id, staff };
}

export interface ServedApi {
  url: string;
  /** what failed on the server's side */
  failures: unknown[];
  close: () => Promise<void>;
}

/** The routes over HTTP, as the portal serves them; every request comes from `testAddress`. */
export async function serveApi(
  db: Db,
  keys: KeyRing = testKeys,
  refunds: ApiDeps['refunds'] = () => null,
): Promise<ServedApi> {
  const failures: unknown[] = [];
  const deps = (): RouteDeps => ({ db, keys: () => keys, refunds, failed: (error) => failures.push(error) });
  const server = createServer(async (incoming, outgoing) => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host}`);
    const found = find(incoming.method ?? '', url.pathname);
    const headers = new Headers({
      ...(incoming.headers as Record<string, string>),
      [addressHeader]: testAddress,
    });
    const body = pieces.length > 0 ? Buffer.concat(pieces) : null;
    const request = new Request(url, { method: incoming.method ?? 'GET', headers, body });
    const response = found
      ? await handlerOf(found.endpoint, deps)(request, contextOf(found.params))
      : new Response('not found', { status: 404 });
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, failures, close };
}

/** As Next does: no parameters, no promise of them. */
const contextOf = (params: Record<string, string>) =>
  (Object.keys(params).length > 0 ? { params: Promise.resolve(params) } : {}) as RouteContext;

/** As Next does: a path without parameters comes before one with. */
function find(method: string, pathname: string) {
  const fits = endpointTable.flatMap((endpoint) => {
    if (endpoint.method !== method) return [];
    const pattern = endpoint.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const match = new RegExp(`^/api/v1${pattern}$`).exec(pathname);
    return match ? [{ endpoint, params: { ...match.groups } }] : [];
  });
  return fits.sort((a, b) => parameters(a.endpoint) - parameters(b.endpoint))[0];
}

const parameters = ({ path }: Endpoint) => path.split('{').length;
