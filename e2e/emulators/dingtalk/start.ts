import { Hono } from 'hono';
import { createClock, type EmulatorClock } from '../core/clock.ts';
import { controlRoutes } from '../core/control.ts';
import type { Faults } from '../core/faults.ts';
import type { RequestLog } from '../core/request-log.ts';
import { createBench, listen } from '../core/server.ts';
import { ApiRefusal, OldRefusal } from './answers.ts';
import { textOf, type Message } from './entities.ts';
import { defaultOptions, type DingtalkOptions, type Platform } from './platform.ts';
import { authenticationRoutes } from './routes/authentication.ts';
import { cardRoutes } from './routes/cards.ts';
import { mediaRoutes } from './routes/media.ts';
import { registrationRoutes } from './routes/registration.ts';
import { robotRoutes } from './routes/robot-messages.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { DingtalkState, newId } from './state.ts';
import { StreamConnections } from './stream-connections.ts';
import { userControlRoutes } from './user-control.ts';
import { UserSide } from './user-side.ts';

export interface StartDingtalk extends Partial<DingtalkOptions> {
  /** 0 (default) takes a free port */
  port?: number;
  /** base of the emulator's clock, Unix milliseconds */
  now?: () => number;
}

export interface DingtalkEmulator {
  /** api.dingtalk.com and oapi.dingtalk.com in one */
  readonly url: string;
  readonly port: number;
  readonly clock: EmulatorClock;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly state: DingtalkState;
  readonly user: UserSide;
  readonly connections: StreamConnections;
  /** What robots said in a conversation, oldest first. */
  answersIn(conversationId: string): Message[];
  /** What a person reads. */
  textOf(message: Message): string;
  /** Resolves when `holds`, asked at every change of messages and connections. Rejects after `timeoutMs`. */
  until(holds: () => boolean, timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

const api = /^\/(v1\.0|robot|media|files|gettoken|connect|app)(\/|$)/;

export async function startDingtalkEmulator(start: StartDingtalk = {}): Promise<DingtalkEmulator> {
  const { port = 0, now, ...chosen } = start;
  const options: DingtalkOptions = { ...defaultOptions, ...chosen };
  const bench = createBench(createClock(now));
  const state = new DingtalkState();
  const watchers = new Set<() => void>();
  const changed = (): void => [...watchers].forEach((look) => look());
  const connections = new StreamConnections(options, bench.clock, changed);
  const platform: Platform = {
    options,
    bench,
    state,
    connections,
    url: () => server.url,
    messageChanged: changed,
  };
  const user = new UserSide(platform);

  const app = new Hono();
  app.route('/__emulator', controlRoutes('dingtalk', bench));
  app.route('/__emulator', userControlRoutes(platform, user));
  app.route('/', authenticationRoutes(platform));
  app.route('/', registrationRoutes(platform, user));
  app.route('/', webhookRoutes(platform));
  app.route('/', mediaRoutes(platform));
  app.route('/v1.0/robot', robotRoutes(platform));
  app.route('/v1.0/card', cardRoutes(platform));
  app.onError((error, context) => {
    if (error instanceof ApiRefusal)
      return context.json({ code: error.code, message: error.message, requestid: newId('') }, error.status);
    if (error instanceof OldRefusal) return context.json({ errcode: error.errcode, errmsg: error.message });
    throw error;
  });
  const server = await listen('Sandbox DingTalk', { port }, bench, {
    app,
    api,
    upgrade: (request, socket, head) => connections.upgrade(request, socket, head),
  });

  return {
    url: server.url,
    port: server.port,
    clock: bench.clock,
    faults: bench.faults,
    log: bench.log,
    state,
    user,
    connections,
    answersIn: (conversationId) =>
      state.messagesOf(conversationId).filter(({ way, recalled }) => way !== 'user' && !recalled),
    textOf: (message) => textOf(message, state.cards),
    until(holds, timeoutMs = 10_000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(look);
          reject(new Error(`it did not come true within ${timeoutMs} ms`));
        }, timeoutMs);
        const look = (): void => {
          if (!holds()) return;
          clearTimeout(timer);
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      });
    },
    async close() {
      connections.close();
      await server.close();
    },
  };
}
