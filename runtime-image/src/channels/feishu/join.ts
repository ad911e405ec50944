/** Joins the parts of the Feishu channel to what the gateway knows as a Channel. */
import { setImmediate as nextTick } from 'node:timers/promises';
import type { Channel, ChannelHost, InboundMessage, ReplyContext } from '../channel.ts';
import { keepConnected, type OpenConnection } from '../connection.ts';
import type { FeishuAccount } from '../feishu-account.ts';
import { Greeting } from '../greeting.ts';
import { Health } from '../health.ts';
import { UnderWay } from '../under-way.ts';
import { onChatEvent, type ChatEventRoom } from './chat-events.ts';
import { Chats } from './chats.ts';
import { FeishuClient, type Endpoint } from './client.ts';
import { Completion } from './complete.ts';
import { postOrText } from './delivery.ts';
import { explain, type Reader } from './explain.ts';
import { failureOf, isVerdict, plainFailure } from './failure.ts';
import type { CardKit } from './live-answer.ts';
import { fetchAttachment } from './media/fetch.ts';
import { normalizeMessage } from './normalize.ts';
import { readPress, toast } from './press.ts';
import { Questions } from './questions.ts';
import { renderAnswer } from './render.ts';
import { createReply } from './reply.ts';
import type { HeardEvent } from './sdk.ts';
import { send, type SendRoom } from './send.ts';
import { SenderNames } from './sender-names.ts';
import { feishuTiming, type FeishuTiming } from './timing.ts';

const appIdForm = /^cli_[0-9a-fA-F]{16}$/;

/** Nothing happens before `start()`. */
export function openFeishu(
  account: FeishuAccount,
  host: ChannelHost,
  timing: FeishuTiming = feishuTiming,
): Channel {
  const { accountId, appId, ownerId, locale } = account;
  const reader: Reader = { locale, platform: /lark/i.test(account.openUrl) ? 'lark' : 'feishu' };
  const client = new FeishuClient(account, timing);
  const names = new SenderNames(client);
  const nameOf = (openId: string): string | undefined => names.nameOf(openId);
  const chats = new Chats(client, (id, chat) => host.chatSeen?.({ id, ...chat }));
  const chatNameOf = (chatId: string): string | undefined => chats.nameOf(chatId);
  const botName = (): string => bot?.name ?? '';
  const completion = new Completion({ client, locale, botName, nameOf, withinMs: timing.completeMs });
  const questions = new Questions(client, host, appId);
  const events: ChatEventRoom = { client, host, appId, locale, account, chats, botName };
  const sending: SendRoom = {
    client,
    chats,
    questions,
    reader,
    textCharactersMax: account.textCharactersMax,
    onGone: (chatId) => host.chatGone?.(chatId),
  };
  const cardKit: CardKit = { restUntil: 0 };
  const underWay = new UnderWay();
  const track = <T>(work: Promise<T>): Promise<T> => underWay.track(work);
  const onChange = () => host.statusChanged();
  const warn = (line: string) => host.log('warn', line);
  const health = new Health({ host, failureOf });
  const greeting = new Greeting({
    host,
    appId,
    ownerId,
    failureOf,
    onChange,
    text: account.greeting,
    retryMs: timing.greetingMs,
    async send(openId, text, key) {
      const target = { kind: 'person', openId } as const;
      for (const [index, part] of renderAnswer(text).entries())
        await postOrText(client, part, { target, key, part: `part${index}` });
    },
  });
  let bot: { id: string; name: string } | null = null;
  let stopping: Promise<void> | null = null;

  const connection = keepConnected({
    timing,
    connect,
    failureOf,
    isVerdict,
    warn,
    connectionLost: plainFailure('connection_lost'),
    onState(now) {
      health.connectionIs(now);
      if (now.state === 'connected') void greeting.deliver();
    },
  });

  async function prove(): Promise<Endpoint> {
    bot = await client.bot();
    return client.endpoint();
  }

  async function connect(): Promise<OpenConnection> {
    // loaded while the platform's answers are on their way
    const [{ openLongConnection }, endpoint] = await Promise.all([import('./sdk.ts'), prove()]);
    return openLongConnection({
      appId,
      endpoint,
      timing,
      warn,
      onMessage: (event) => track(receive(event)),
      onEvent: (name, event) => track(hear(name, event)),
    });
  }

  /** Resolves when the message is stored; the acknowledgement goes out only then. */
  async function receive(event: unknown): Promise<void> {
    if (stopping) throw new Error('the channel is closing');
    // the connection is opened after the bot is known
    const identity = { accountId, appId, bot: bot!, locale, groups: account.groups };
    const normalized = normalizeMessage(event, identity, { nameOf, chatNameOf });
    if (normalized.kind === 'dropped') {
      host.log('info', 'a message was dropped', { reason: normalized.reason });
      return;
    }
    for (const { openId, name } of normalized.names) names.learn(openId, name);
    const { chat, messageId } = normalized.message;
    chats.learn(chat.id, { kind: chat.kind, name: '' });
    if (chat.threadId !== null) chats.noteThread(chat.threadId, messageId);
    await host.receive(normalized.message);
  }

  /** Resolves to what the acknowledgement carries. */
  async function hear(name: HeardEvent, event: unknown): Promise<unknown> {
    if (stopping) throw new Error('the channel is closing');
    if (name !== 'card.action.trigger') return onChatEvent(events, name, event);
    const press = readPress(event, appId, Date.now());
    if (press === null) {
      host.log('info', 'a pressed button was dropped', { reason: 'malformed' });
      return undefined;
    }
    const { chatId, openId } = press;
    // where the platform does not tell, the stricter rules hold
    const kind = await chats.kindOf(chatId).catch(() => 'group' as const);
    await host.receive({
      channel: 'feishu',
      accountId,
      messageId: press.id,
      text: press.command,
      sentAt: press.sentAt,
      chat: { id: chatId, kind, threadId: null },
      sender: { id: openId, name: nameOf(openId) ?? openId.slice(-6) },
      mentionsBot: true,
    });
    return toast(press.label, locale);
  }

  async function stop(): Promise<void> {
    greeting.stop();
    // acknowledgements of what is being stored go out before the socket closes
    await underWay.settled(timing.drainMs);
    await nextTick();
    connection.stop();
    client.close();
  }

  return {
    start() {
      if (appIdForm.test(appId)) connection.start();
      else health.connectionIs({ state: 'failed', failure: plainFailure('invalid_app_id') });
    },
    stop: () => (stopping ??= stop()),
    reply(context: ReplyContext) {
      const reply = createReply(context, {
        client,
        timing,
        cardKit,
        warn,
        streaming: account.streaming,
        typingMark: account.typingMark,
        prefix: account.responsePrefix === '' ? '' : `${account.responsePrefix.trimEnd()} `,
        textCharactersMax: account.textCharactersMax,
        growingSummary: locale === 'zh' ? '[生成中…]' : '[Generating…]',
        onFinished(error) {
          // cut off by our own closing: the answer is resumed after the restart
          if (!stopping || error === null) health.answered(error);
        },
      });
      return { ...reply, finish: (text) => track(reply.finish(text)), discard: () => track(reply.discard()) };
    },
    send: (to, content, key) => track(send(sending, to, content, key)),
    fetch: (message, attachment, limits) =>
      fetchAttachment({ client, reader, bytesMax: account.mediaBytesMax }, message, attachment, limits),
    complete: (message: InboundMessage, signal) => completion.complete(message, signal),
    settle: (key, outcome) => track(questions.settle(key, outcome)),
    status() {
      const { state, failure: unsent } = greeting.state;
      return {
        channel: 'feishu',
        accountId,
        appId,
        ...health.status((failure) => explain(failure, reader)),
        bot,
        greeting: { state, reason: unsent ? explain(unsent, reader) : '' },
      };
    },
  };
}
