/** A whole gateway in the test's process: real store, real HTTP, the model emulator, and a channel that the test plays. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { startModelEmulator, type ModelEmulator } from '../../e2e/emulators/model/start.ts';
import { streamModel } from './agent/stream-model.ts';
import {
  ChannelRefusal,
  type Attachment,
  type Channel,
  type ChannelHost,
  type FetchedAttachment,
  type InboundMessage,
  type Outgoing,
  type OwnStatus,
  type Reply,
  type ReplyContext,
  type SendTarget,
} from './channels/channel.ts';
import type { ChannelTable } from './channels/accounts.ts';
import type { FeishuAccount } from './channels/feishu-account.ts';
import { channelTable } from './channels/table.ts';
import type { OpenClawFile, RockpoolFile } from './config.ts';
import { loadConfig, watchConfig } from './config-files.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { startHttpServer } from './http/server.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';

export const token = 'gateway-token-for-tests';
export const modelKey = 'sk-sandbox-test-key';

/** what the platform keeps for whoever connects, by the attachment's ref; for what is fetched after a restart */
export const keptFiles = new Map<string, Uint8Array>();

/** A channel without a platform. It keeps what it was asked to send; `failNext` makes sends fail. */
class PlayedChannel implements Channel {
  readonly sent: { key: string; to: string; text: string }[] = [];
  readonly updates: string[] = [];
  readonly saved: unknown[] = [];
  /** keys of answers that were taken back */
  readonly discarded: string[] = [];
  /** what was sent of the gateway's own accord */
  readonly posted: { target: SendTarget; content: Outgoing; key: string }[] = [];
  /** what `fetch` finds, by the attachment's ref */
  readonly files = new Map<string, Uint8Array>();
  failNext = 0;
  stopped = false;
  readonly account: FeishuAccount;
  readonly host: ChannelHost;

  constructor(account: FeishuAccount, host: ChannelHost) {
    this.account = account;
    this.host = host;
  }

  start(): void {}

  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }

  reply(context: ReplyContext): Reply {
    this.saved.push(context.saved);
    return {
      typing: () => context.save({ typing: true }, 'now'),
      update: (text) => void this.updates.push(text),
      finish: (text) => {
        if (this.failNext > 0) {
          this.failNext -= 1;
          return Promise.reject(new Error('the platform refuses'));
        }
        this.sent.push({ key: context.key, to: context.to.chat.id, text });
        return Promise.resolve();
      },
      discard: () => {
        this.discarded.push(context.key);
        return Promise.resolve();
      },
    };
  }

  send(target: SendTarget, content: Outgoing, key: string): Promise<void> {
    this.posted.push({ target, content, key });
    return Promise.resolve();
  }

  fetch(_: InboundMessage, attachment: Attachment): Promise<FetchedAttachment> {
    const bytes = this.files.get(attachment.ref) ?? keptFiles.get(attachment.ref);
    if (bytes === undefined) return Promise.reject(new ChannelRefusal('The file is gone.'));
    return Promise.resolve({ name: attachment.name, mimeType: attachment.mimeType, bytes });
  }

  status(): OwnStatus {
    const { accountId, appId } = this.account;
    return {
      ...{ channel: 'feishu', accountId, appId, state: 'connected', code: '', reason: '' },
      ...{ since: new Date(0).toISOString(), bot: null, greeting: { state: 'none', reason: '' } },
    };
  }
}

let messageCount = 0;

export function inbound(text: string, more: Partial<InboundMessage> = {}): InboundMessage {
  messageCount += 1;
  return {
    channel: 'feishu',
    accountId: 'default',
    messageId: `om_${messageCount}`,
    chat: { id: 'oc_direct', kind: 'direct', threadId: null },
    sender: { id: 'ou_owner', name: 'Ada' },
    text,
    mentionsBot: false,
    sentAt: Date.now() + messageCount,
    ...more,
  };
}

export type TestGateway = {
  gateway: Gateway;
  url: string;
  stateDir: string;
  log: string[];
  /** the newest one opened */
  channel(): PlayedChannel;
  opened: PlayedChannel[];
  get(path: string): Promise<Response>;
  post(path: string, body?: unknown): Promise<Response>;
  write(openclaw: OpenClawFile, rockpool?: RockpoolFile): void;
  /** Answers 503 from now on, as at an end. */
  drain(): void;
  stop(graceMs?: number): Promise<void>;
};

export function openclawFile(baseUrl: string, more: OpenClawFile = {}): OpenClawFile {
  return {
    models: {
      providers: {
        sandbox: {
          baseUrl,
          apiKey: modelKey,
          models: [
            { id: 'glm-4.7', name: 'GLM' },
            { id: 'glm-4.5-air', name: 'Air' },
          ],
        },
      },
    },
    agents: { defaults: { model: { primary: 'sandbox/glm-4.7', fallbacks: ['sandbox/glm-4.5-air'] } } },
    channels: { feishu: { appId: 'cli_test', appSecret: 'app-secret-for-tests' } },
    gateway: { auth: { mode: 'token', token } },
    ...more,
  };
}

export const rockpoolFile: RockpoolFile = {
  locale: 'en',
  timeZone: 'Asia/Shanghai',
  channels: { feishu: { accounts: { default: { ownerId: 'ou_owner' } } } },
};

export function writeConfig(
  stateDir: string,
  openclaw: OpenClawFile,
  rockpool: RockpoolFile = rockpoolFile,
): void {
  writeFileSync(path.join(stateDir, 'rockpool.json'), JSON.stringify(rockpool));
  writeFileSync(path.join(stateDir, 'openclaw.json'), JSON.stringify(openclaw));
}

/**
 * @param now clock of the gateway @param channels real ones instead of the played one
 * @param asking called just before anything of a question leaves for the model
 */
export async function startGateway(
  stateDir: string,
  now: () => number = Date.now,
  channels: Partial<ChannelTable> = {},
  asking: () => void = () => {},
): Promise<TestGateway> {
  const place = { stateDir, file: path.join(stateDir, 'openclaw.json') };
  const environment = { OPENCLAW_GATEWAY_PORT: '0', PATH: process.env.PATH };
  const loaded = loadConfig(place, environment);
  if (loaded.kind === 'error') throw new Error(`${loaded.path}: ${loaded.message}`);
  const log: string[] = [];
  const opened: PlayedChannel[] = [];
  const logger = createLogger((lines) => void log.push(lines), now);
  const configState = watchConfig(place, environment, loaded, 10);
  const openFeishu = (account: FeishuAccount, host: ChannelHost): Channel => {
    const channel = new PlayedChannel(account, host);
    opened.push(channel);
    return channel;
  };
  const gateway = createGateway({
    stateDir,
    templates: path.join(import.meta.dirname, '../workspace'),
    ...{ environment, configState, logger, now, randomBytes },
    ...{ secrecy: null, alone: false },
    metrics: createMetrics(),
    channels: { ...channelTable, feishu: () => Promise.resolve(openFeishu), ...channels },
    streamModel(request) {
      asking();
      return streamModel(request, configState.current().config.limits.modelIdleMs);
    },
  });
  const server = await startHttpServer(gateway, logger);
  const url = `http://127.0.0.1:${server.port}`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return {
    gateway,
    url,
    stateDir,
    log,
    opened,
    channel: () => opened.at(-1)!,
    get: (at) => fetch(url + at, { headers }),
    post: (at, body) => fetch(url + at, { method: 'POST', headers, body: JSON.stringify(body ?? {}) }),
    write: (openclaw, rockpool) => writeConfig(stateDir, openclaw, rockpool),
    drain: () => server.drain(),
    async stop(graceMs = 0) {
      server.drain();
      await gateway.stop(graceMs);
      await server.close();
      configState.close();
      logger.flush();
    },
  };
}

export { startModelEmulator, type ModelEmulator };
export { removeDir, tempDir, until } from './testing/temp-dir.ts';
