import type { IncomingMessage, ServerResponse } from 'node:http';
import { Hono } from 'hono';
import { createClock, type EmulatorClock } from '../core/clock.ts';
import { controlRoutes } from '../core/control.ts';
import type { Faults } from '../core/faults.ts';
import type { RequestLog } from '../core/request-log.ts';
import { createBench, listen } from '../core/server.ts';
import { defaultModels } from './catalog.ts';
import { createCompletions } from './completions.ts';
import { indexPage } from './index-page.ts';
import type { ModelRequest } from './model-requests.ts';
import { createSpeech, type SpeechRequest } from './speech.ts';
import { Script } from './script.ts';
import { openAiFailure } from './vendor-errors.ts';

export interface StartModel {
  /** 0 (default) takes a free port */
  port?: number;
  /** further addresses of this machine to listen on, for programs only */
  addresses?: readonly string[];
  now?: () => number;
  /** ids the model list has; any other one is answered with 404 */
  models?: readonly string[];
  /** `instant`: one fixed short answer with as little work as possible, for benches */
  mode?: 'sandbox' | 'instant';
  /** wait before every event of the sandbox model's streams */
  chunkDelayMs?: number;
}

export interface ModelEmulator {
  readonly url: string;
  /** what goes into a client's base URL */
  readonly baseUrl: string;
  readonly port: number;
  readonly clock: EmulatorClock;
  readonly faults: Faults;
  readonly log: RequestLog;
  /** completion requests as they came, oldest first; the newest 1000 */
  readonly requests: readonly ModelRequest[];
  /** what was asked to be heard or spoken, oldest first */
  readonly speech: readonly SpeechRequest[];
  /** Queues an answer; scripts are taken in order, each by the first request it matches. */
  queue(script: Script): void;
  /** Forgets queued scripts and recorded requests. */
  reset(): void;
  close(): Promise<void>;
}

export async function startModelEmulator(start: StartModel = {}): Promise<ModelEmulator> {
  const bench = createBench(createClock(start.now));
  const models = start.models ?? defaultModels;
  const completions = createCompletions({
    models,
    now: () => bench.clock.now(),
    isInstant: start.mode === 'instant',
    chunkDelayMs: start.chunkDelayMs ?? 0,
  });

  const speech = createSpeech();

  function fastPath(request: IncomingMessage, response: ServerResponse, body: Buffer): boolean {
    const path = request.url?.split('?')[0] ?? '';
    // Vendors differ in what comes before; a base URL of any depth works.
    if (request.method !== 'POST') return false;
    if (path.endsWith('/v1/messages')) {
      completions.answerMessages(request.headers, body, response).catch(() => response.destroy());
      return true;
    }
    const heard = speech.answer(path, request.headers, body, response);
    if (heard) return true;
    if (!path.endsWith('/chat/completions')) return false;
    completions.answer(request.headers.authorization, body, response).catch(() => response.destroy());
    return true;
  }

  const app = new Hono();
  const control = new Hono();
  control.post('/scripts', async (context) => {
    completions.queue(Script.parse(await context.req.json()));
    return context.json({ ok: true }, 201);
  });
  control.delete('/scripts', (context) => {
    completions.reset();
    return context.json({ ok: true });
  });
  control.get('/requests', (context) => context.json({ requests: completions.requests }));
  app.route('/__emulator', controlRoutes('model', bench));
  app.route('/__emulator', control);
  app.get('*', (context) => {
    const { path } = context.req;
    if (path === '/') return context.html(indexPage(models));
    if (!path.endsWith('/models'))
      return context.json(openAiFailure(404, `No ${path} here`, 'not_found').body, 404);
    const refusal = completions.checkKey(context.req.header('authorization'));
    if (refusal) return context.json(refusal.body, 401);
    const created = Math.floor(bench.clock.now() / 1000);
    const data = models.map((id) => ({ id, object: 'model', created, owned_by: 'sandbox' }));
    return context.json({ object: 'list', data });
  });

  const server = await listen('Sandbox model', { port: start.port ?? 0, addresses: start.addresses }, bench, {
    app,
    fastPath,
    api: /\/(chat\/completions|models|v1\/messages|audio\/(transcriptions|speech))$/,
  });
  return {
    url: server.url,
    baseUrl: `${server.url}/v1`,
    port: server.port,
    clock: bench.clock,
    faults: bench.faults,
    log: bench.log,
    get requests() {
      return completions.requests;
    },
    get speech() {
      return speech.requests;
    },
    queue: completions.queue,
    reset() {
      completions.reset();
      speech.reset();
    },
    close: () => server.close(),
  };
}
