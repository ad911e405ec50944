import { db } from '../../db.ts';
import { keyRing } from '../../keys.ts';
import { log } from '../../log.ts';
import { billingDeps } from '../billing/portal-deps.ts';
import type { Endpoint } from './endpoint.ts';
import { endpointTable } from './endpoint-table.ts';
import { handlerOf, type Handler, type RouteDeps } from './route.ts';

const deps = (): RouteDeps => ({
  db: db(),
  keys: keyRing,
  refunds: () => billingDeps()?.provider ?? null,
  failed: (error, request) => log().error({ err: error, ...request }, 'a request of the operator API failed'),
});

/**
 * The handlers of one path of /api/v1, by their methods: `export const { GET, POST } = routesOf('/campaigns')`.
 * Throws at load for a path that no endpoint has.
 */
export function routesOf(path: Endpoint['path']): Record<Endpoint['method'], Handler> {
  const here = endpointTable.filter((each) => each.path === path);
  if (here.length === 0) throw new Error(`no endpoint of the operator API has the path ${path}`);
  return Object.fromEntries(here.map((each) => [each.method, handlerOf(each, deps)])) as Record<
    Endpoint['method'],
    Handler
  >;
}
