import { Hono } from 'hono';
import { createClock, type EmulatorClock } from '../core/clock.ts';
import { controlRoutes } from '../core/control.ts';
import type { Faults } from '../core/faults.ts';
import { createLive } from '../core/live.ts';
import type { RequestLog } from '../core/request-log.ts';
import { pageHeaders } from '../core/page.ts';
import { createBench, listen } from '../core/server.ts';
import type { Message } from './entities.ts';
import { GroupRobots } from './group-robots.ts';
import { indexPage } from './index-page.ts';
import { consoleRoutes } from './page/console-routes.ts';
import { launcherRoutes } from './page/launcher-routes.ts';
import { messageView } from './page/message-view.ts';
import { phoneRoutes } from './page/phone-routes.ts';
import { brandRoutes } from './open-api.ts';
import { defaultOptions, type FeishuOptions, type Platform } from './platform.ts';
import { createRateLimits } from './rate-limits.ts';
import { LongConnections } from './socket/long-connections.ts';
import { FeishuState } from './state.ts';
import { UserSide } from './user-side.ts';
import { userControlRoutes } from './user-control.ts';
import { createWatch } from './watch.ts';

export interface StartFeishu extends Partial<FeishuOptions> {
  /** 0 (default) takes a free port */
  port?: number;
  /** further addresses of this machine to listen on, for programs only */
  addresses?: readonly string[];
  /** base of the emulator's clock, Unix milliseconds */
  now?: () => number;
  /** where apps, chats, messages and tokens survive a restart; nowhere when absent */
  stateFile?: string;
}

export interface FeishuEmulator {
  /** both the accounts host and the open API of Feishu */
  readonly url: string;
  /** the same for Lark */
  readonly larkUrl: string;
  readonly port: number;
  readonly clock: EmulatorClock;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly user: UserSide;
  readonly state: FeishuState;
  readonly connections: LongConnections;
  /** The messages of a chat, oldest first. */
  messagesOf(chatId: string): Message[];
  /** Resolves with the first message, present or future, that satisfies `accept`. Rejects after `timeoutMs`. */
  waitForMessage(accept: (message: Message) => boolean, timeoutMs?: number): Promise<Message>;
  /** Calls back whenever a message is new or different; a load test has no time to search. Returns how to end it. */
  onMessage(listener: (message: Message) => void): () => void;
  /** Resolves when an app has that many connections that get events. */
  waitForConnections(appId: string, count: number, timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** What brandRoutes serve. */
const api = /^(\/lark)?\/(open-apis|oauth|callback|ws)\//;

export async function startFeishuEmulator(start: StartFeishu = {}): Promise<FeishuEmulator> {
  const { port = 0, addresses, now, stateFile, ...chosen } = start;
  const options: FeishuOptions = { ...defaultOptions, ...chosen };
  const bench = createBench(createClock(now));
  const state = await FeishuState.open(stateFile);
  const live = createLive();
  const watch = createWatch();
  const connections = new LongConnections(options, state, bench.clock, () => {
    live.send('apps', () => ({}));
    watch.connectionsChanged();
  });
  const platform: Platform = {
    options,
    bench,
    state,
    registrations: new Map(),
    connections,
    robots: new GroupRobots(),
    limits: createRateLimits(options.rateLimits, () => bench.clock.now()),
    live,
    publicUrl: () => options.publicUrl ?? server.url,
    messageChanged(messageId) {
      const message = state.messages.get(messageId)!;
      live.send('message-changed', () => ({
        chatId: message.chatId,
        messageId,
        html: String(messageView(platform, message)),
      }));
      watch.messageChanged(message);
    },
  };
  const user = new UserSide(platform);

  const app = new Hono();
  // First, so that its check of the origin covers the user's verbs as well.
  app.route('/__emulator', controlRoutes('feishu', bench));
  app.route('/__emulator', userControlRoutes(platform, user));
  app.get('/', (context) => context.html(indexPage(), 200, pageHeaders));
  app.route('/', phoneRoutes(platform, user));
  app.route('/', launcherRoutes(platform, user));
  app.route('/', consoleRoutes(platform, user));
  app.route('/lark', brandRoutes(platform, 'lark'));
  app.route('/', brandRoutes(platform, 'feishu'));

  const server = await listen('Sandbox Feishu', { port, addresses }, bench, {
    app,
    api,
    upgrade: (request, socket, head) => connections.upgrade(request, socket, head),
  });

  return {
    url: server.url,
    larkUrl: `${server.url}/lark`,
    port: server.port,
    clock: bench.clock,
    faults: bench.faults,
    log: bench.log,
    user,
    state,
    connections,
    messagesOf: (chatId) => state.messagesOf(chatId),
    waitForMessage: (accept, timeoutMs = 10_000) =>
      watch.message([...state.messages.values()], accept, timeoutMs),
    onMessage: watch.onMessage,
    waitForConnections: (appId, count, timeoutMs = 10_000) =>
      watch.connections(() => connections.readyCount(appId) === count, timeoutMs),
    async close() {
      connections.close();
      await server.close();
      await state.flush();
    },
  };
}
