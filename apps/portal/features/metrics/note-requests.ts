import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { PortalMetrics } from './metrics.ts';
import { isStream, routeOf } from './route-of.ts';

type Started = { request: IncomingMessage; response: ServerResponse; server: Server };

const methods = new Set(['GET', 'HEAD', 'POST']);

/** From now on every request to a server of this process is measured, but for those to `ignored`. Returns how to stop. */
export function noteRequests(
  { requestSeconds, streams }: Pick<PortalMetrics, 'requestSeconds' | 'streams'>,
  ignored: (server: Server) => boolean = () => false,
): () => void {
  const started = (message: unknown) => {
    const { request, response, server } = message as Started;
    if (ignored(server)) return;
    const route = routeOf(request.url ?? '');
    if (isStream(route)) {
      streams.inc({ route });
      response.once('close', () => streams.dec({ route }));
      return;
    }
    const begun = performance.now();
    const method = methods.has(request.method ?? '') ? request.method! : 'other';
    response.once('close', () => {
      // whoever asked left before there was an answer
      const status = response.headersSent ? `${Math.trunc(response.statusCode / 100)}xx` : 'none';
      requestSeconds.observe({ route, method, status }, (performance.now() - begun) / 1000);
    });
  };
  subscribe('http.server.request.start', started);
  return () => void unsubscribe('http.server.request.start', started);
}
