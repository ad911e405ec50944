/** The gateway's HTTP server: probes without a token, everything else with it. */
import http from 'node:http';
import type { Liveness } from '../control.ts';
import type { Gateway } from '../gateway.ts';
import type { Logger } from '../logger.ts';
import { complete, listModels } from './completions.ts';
import { handleControl } from './control-api.ts';
import { HttpError, isAuthorized, sendError, sendJson } from './request.ts';

export type HttpServer = {
  port: number;
  /** Takes no new connection from now on; those that are open are still served. */
  stopListening(): void;
  /** Ends open connections, event streams above all. */
  close(): Promise<void>;
};

/** time for answers that were just given to leave */
const lastWordsMs = 50;

/** Rejects with the error of `listen` (`EADDRINUSE` above all). */
export async function startHttpServer(gateway: Gateway, logger: Logger): Promise<HttpServer> {
  const server = http.createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      handle(gateway, request, response).catch((error: unknown) => {
        if (!(error instanceof HttpError))
          logger.log('error', 'a request failed', { url: request.url, error });
        const refusal =
          error instanceof HttpError
            ? error
            : new HttpError(500, 'server_error', 'The gateway failed; see its log.');
        if (response.headersSent) response.destroy();
        else sendError(response, refusal);
      });
    },
  );
  const { port, bind } = gateway.config().http;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, bind === 'lan' ? undefined : '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    stopListening() {
      server.close();
      server.closeIdleConnections();
    },
    async close() {
      server.close();
      server.closeIdleConnections();
      await new Promise((resolve) => setTimeout(resolve, lastWordsMs));
      server.closeAllConnections();
    },
  };
}

async function handle(
  gateway: Gateway,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const url = URL.parse(request.url ?? '/', 'http://gateway');
  if (url === null) throw new HttpError(400, 'invalid_request_error', 'This is not the path of an endpoint.');
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /healthz': {
      const files = gateway.configState.newestFiles();
      const liveness: Liveness = { ok: true, status: 'live', ...(files === null ? {} : { files }) };
      return sendJson(response, 200, liveness);
    }
    case 'GET /readyz': {
      const readiness = gateway.report.readiness();
      return sendJson(response, readiness.ready ? 200 : 503, readiness);
    }
    case 'GET /metrics': {
      const text = gateway.metrics.render({
        inbox_waiting: ['Stored messages without a sent answer', gateway.inbox.waiting()],
        running_turns: ['Turns under way', gateway.report.status().runningTurns],
      });
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
      response.end(text);
      return;
    }
  }
  if (!isAuthorized(request, gateway.config().http.token)) {
    response.setHeader('www-authenticate', 'Bearer');
    throw new HttpError(401, 'unauthorized', 'This needs the gateway token.');
  }
  if (url.pathname.startsWith('/control/')) return handleControl(gateway, request, response, url);
  if (request.method === 'GET' && url.pathname === '/v1/models') return listModels(gateway, response);
  if (request.method === 'POST' && url.pathname === '/v1/chat/completions')
    return complete(gateway, request, response);
  throw new HttpError(404, 'not_found', 'There is no such endpoint.');
}
