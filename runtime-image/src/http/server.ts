/** The gateway's HTTP server: probes without a token, everything else for who knows it. */
import http from 'node:http';
import type { Liveness } from '../control/status.ts';
import type { Gateway } from '../gateway.ts';
import type { Logger } from '../logger.ts';
import { createNonces, type Nonces } from '../nonces.ts';
import { complete, listModels } from './completions.ts';
import { handleControl } from './control-api.ts';
import { authorize } from './authorize.ts';
import { HttpError, readJson, sendError, sendJson } from './request.ts';

export type HttpServer = {
  port: number;
  /** From now on new requests get 503. Answers and event streams that are under way go on. */
  drain(): void;
  /**
   * Ends open connections, event streams above all. The port is kept, so that no program of the agent can take it: it is free
   * when the process has ended. What is kept does not hold the process up.
   */
  endConnections(): Promise<void>;
  /** Ends open connections and gives the port back, where the process goes on. */
  close(): Promise<void>;
};

/** time for answers that were just given to leave */
const lastWordsMs = 50;

/** Rejects with the error of `listen` (`EADDRINUSE` above all). */
export async function startHttpServer(gateway: Gateway, logger: Logger): Promise<HttpServer> {
  const state = { isDraining: false, nonces: createNonces() };
  const server = http.createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      handle(gateway, state, request, response).catch((error: unknown) => {
        if (!(error instanceof HttpError))
          logger.log('error', 'a request failed', { url: request.url, error });
        const refusal =
          error instanceof HttpError
            ? error
            : new HttpError(500, 'server_error', 'The gateway failed; see its log.');
        if (refusal.status === 401 && !response.headersSent) response.setHeader('www-authenticate', 'Bearer');
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
  const endConnections = async (): Promise<void> => {
    server.unref();
    server.closeIdleConnections();
    await new Promise((resolve) => setTimeout(resolve, lastWordsMs));
    server.closeAllConnections();
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    drain() {
      state.isDraining = true;
      gateway.platform.endPolls();
      server.closeIdleConnections();
    },
    endConnections,
    async close() {
      server.close();
      await endConnections();
    },
  };
}

async function handle(
  gateway: Gateway,
  { isDraining, nonces }: { isDraining: boolean; nonces: Nonces },
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
      const readiness = isDraining
        ? { ready: false, failing: ['draining'], uptimeMs: gateway.now() - gateway.startedAt }
        : gateway.report.readiness();
      return sendJson(response, readiness.ready ? 200 : 503, readiness);
    }
    case 'GET /metrics': {
      if (isDraining) throw draining();
      const text = gateway.metrics.render({
        inbox_waiting: ['Stored messages without a sent answer', gateway.inbox.waiting()],
        running_turns: ['Turns under way', gateway.report.status().runningTurns],
        ...memoryGauges(),
      });
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
      response.end(text);
      return;
    }
  }
  if (isDraining) throw draining();
  const times = { now: gateway.now(), since: gateway.startedAt };
  const { bodyHash } = authorize(request, gateway.config().http.token, nonces, times);
  const readBody = (): Promise<unknown> => readJson(request, bodyHash);
  const { method = '' } = request;
  if (url.pathname.startsWith('/control/')) return handleControl(gateway, method, url, readBody, response);
  if (method === 'GET' && url.pathname === '/v1/models') return listModels(gateway, response);
  if (method === 'POST' && url.pathname === '/v1/chat/completions')
    return complete(gateway, readBody, response);
  throw new HttpError(404, 'not_found', 'There is no such endpoint.');
}

function memoryGauges(): Record<string, [help: string, value: number]> {
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  return {
    resident_memory_bytes: ['Memory of the process in RAM', rss],
    heap_used_bytes: ['Heap in use', heapUsed],
    heap_total_bytes: ['Heap', heapTotal],
    external_memory_bytes: ['Memory that objects hold outside of the heap', external],
  };
}

const draining = (): HttpError => new HttpError(503, 'draining', 'The gateway is ending.');
