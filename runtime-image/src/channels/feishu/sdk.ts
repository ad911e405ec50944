/**
 * The only place that imports the Lark SDK: its long connection and its event dispatcher. The SDK is loaded when a Feishu
 * account is opened, and bundled without its API client (see build-plugins.ts).
 *
 * One call is one connection. The SDK would repeat a failed first attempt only after two minutes and tells nobody, so
 * repeating is done by channels/connection.ts: as soon as the SDK asks for an endpoint again, this connection is over.
 */
import { EventDispatcher, LoggerLevel, WSClient } from '@larksuiteoapi/node-sdk';
import type { Ending, OpenConnection } from '../connection.ts';
import { FeishuUnreachable } from './api-error.ts';
import type { Endpoint } from './client.ts';
import type { FeishuTiming } from './timing.ts';

export type LongConnectionOptions = {
  appId: string;
  endpoint: Endpoint;
  timing: Pick<FeishuTiming, 'handshakeMs' | 'pongMs'>;
  /** `im.message.receive_v1`. Acknowledged when it resolves; a rejection makes the platform push the event again. */
  onMessage(event: unknown): Promise<void>;
  /** Acknowledged with what it resolves to: the toast of a pressed button, nothing for the others. */
  onEvent(name: HeardEvent, event: unknown): Promise<unknown>;
  warn(line: string): void;
};

const heardEvents = [
  'card.action.trigger',
  'im.chat.member.bot.added_v1',
  'im.chat.member.bot.deleted_v1',
  'im.chat.disbanded_v1',
  'im.chat.updated_v1',
] as const;
export type HeardEvent = (typeof heardEvents)[number];

/** Events the created app subscribes to and the gateway has no use for; without a handler each would be a warning. */
const ignoredEvents = [
  'im.message.message_read_v1',
  'im.message.recalled_v1',
  'im.message.reaction.created_v1',
  'im.message.reaction.deleted_v1',
  'im.chat.access_event.bot_p2p_chat_entered_v1',
  'drive.notice.comment_add_v1',
];

/** Resolves when the socket is open; rejects with FeishuUnreachable. */
export function openLongConnection(options: LongConnectionOptions): Promise<OpenConnection> {
  const { appId, endpoint, timing, onMessage, onEvent, warn } = options;
  const { promise: ending, resolve: end } = Promise.withResolvers<Ending>();
  const { promise: opened, resolve: onOpen, reject } = Promise.withResolvers<OpenConnection>();
  const nothing = () => {};
  const say = (...parts: unknown[]) => warn(redact(parts.flat().join(' ')));
  const logger = { error: say, warn: say, info: nothing, debug: nothing, trace: nothing };
  let asked = 0;

  const client: WSClient = new WSClient({
    appId,
    // never leaves the process: the endpoint was fetched before
    appSecret: '-',
    httpInstance: answering(() => (asked++ === 0 ? endpointAnswer(endpoint) : over())),
    logger,
    loggerLevel: LoggerLevel.warn,
    handshakeTimeoutMs: timing.handshakeMs,
    wsConfig: { pingTimeout: Math.max(1, Math.round(timing.pongMs / 1000)) },
    onReady: () => onOpen({ ending, close }),
    onReconnecting: () => over(),
  });
  boundFragments(client);

  function close(): void {
    client.close();
    end('lost');
  }

  function over(): typeof givenUp {
    reject(new FeishuUnreachable('the long connection could not be opened'));
    end('lost');
    // not at once: the SDK is in the middle of planning its next attempt, and closing ends that plan too
    queueMicrotask(() => client.close({ force: true }));
    return givenUp;
  }

  const handles = Object.fromEntries(ignoredEvents.map((name) => [name, async () => {}]));
  const heard = Object.fromEntries(
    heardEvents.map((name) => [name, async (event: unknown) => await onEvent(name, event)]),
  );
  const eventDispatcher = new EventDispatcher({ logger, loggerLevel: LoggerLevel.warn }).register({
    ...handles,
    ...heard,
    'im.message.receive_v1': async (event: unknown) => await onMessage(event),
  });
  void client.start({ eventDispatcher });
  return opened;
}

/** The SDK makes room for as many fragments as a frame says it is one of: a single frame could end the process. */
function boundFragments(client: WSClient): void {
  const { dataCache } = client as unknown as { dataCache: { mergeData(part: { sum: number }): unknown } };
  const merge = dataCache.mergeData.bind(dataCache);
  dataCache.mergeData = (part) => {
    if (part.sum > fragmentsMax) throw new Error(`an event of ${part.sum} fragments is none`);
    return merge(part);
  };
}

const fragmentsMax = 1_000;

const givenUp = { code: 1, msg: 'given up', data: {} };

/** No wait between a failed handshake and the SDK's next question, by which we learn of the failure. */
const endpointAnswer = ({ url, clientConfig }: Endpoint) => ({
  code: 0,
  msg: '',
  data: { URL: url, ClientConfig: { ...clientConfig, ReconnectNonce: 0 } },
});

type HttpInstance = NonNullable<ConstructorParameters<typeof WSClient>[0]['httpInstance']>;

/** The SDK's way to the network, reduced to the one question its long connection asks. */
function answering(answer: () => object): HttpInstance {
  const request = async () => answer();
  return { request } as unknown as HttpInstance;
}

/** Addresses of long connections hold tickets. */
function redact(line: string): string {
  return line.replace(/\b(wss?:\/\/[^\s?]+)\?\S*/g, '$1?…').slice(0, 500);
}
