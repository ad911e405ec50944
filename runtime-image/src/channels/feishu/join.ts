/** Joins the parts of the Feishu channel to what the gateway knows as a Channel. */
import { setImmediate as nextTick } from 'node:timers/promises';
import type { ChannelStatus } from '../../control.ts';
import type { Channel, ChannelHost, InboundMessage, ReplyContext } from '../channel.ts';
import type { FeishuAccount } from '../feishu-account.ts';
import { Greeting } from '../greeting.ts';
import { UnderWay } from '../under-way.ts';
import { onChatEvent, type ChatEventRoom } from './chat-events.ts';
import { Chats } from './chats.ts';
import { FeishuClient } from './client.ts';
import { Completion } from './complete.ts';
import { createConnection, type Bot, type ConnectionState } from './connection.ts';
import { postOrText } from './delivery.ts';
import { explain, type Reader } from './explain.ts';
import { failureOf, type Failure } from './failure.ts';
import type { CardKit } from './live-answer.ts';
import { fetchAttachment } from './media/fetch.ts';
import { normalizeMessage } from './normalize.ts';
import { readPress, toast } from './press.ts';
import { Questions } from './questions.ts';
import { ActivityRecord } from './record.ts';
import { renderAnswer } from './render.ts';
import { createReply } from './reply.ts';
import type { HeardEvent } from './sdk.ts';
import { send, type SendRoom } from './send.ts';
import { SenderNames } from './sender-names.ts';
import { feishuTiming, type FeishuTiming } from './timing.ts';

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
    ...{ client, chats, questions, reader, textCharactersMax: account.textCharactersMax },
    robots: { openUrl: account.openUrl, locale, requestMs: timing.requestMs, now: Date.now },
    onGone: (chatId) => host.chatGone?.(chatId),
  };
  const cardKit: CardKit = { restUntil: 0 };
  const underWay = new UnderWay();
  const track = <T>(work: Promise<T>): Promise<T> => underWay.track(work);
  const onChange = () => host.statusChanged();
  const warn = (line: string) => host.log('warn', line);
  const record = new ActivityRecord({ host, appId, ownerId, onChange });
  const greeting = new Greeting({
    ...{ host, appId, ownerId, failureOf, onChange },
    text: account.greeting,
    retryMs: timing.greetingMs,
    async send(openId, text, key) {
      const target = { kind: 'person', openId } as const;
      for (const [index, part] of renderAnswer(text).entries())
        await postOrText(client, part, { target, key, part: `part${index}` });
    },
  });
  let bot: Bot | null = null;
  let connectionState: ConnectionState = { state: 'off', failure: null };
  let since = new Date().toISOString();
  /** why the last answer could not be delivered; null after one that could */
  let sendFailure: Failure | null = null;
  let stopping: Promise<void> | null = null;

  const connection = createConnection({
    appId,
    client,
    timing,
    warn,
    onMessage: (event) => track(receive(event)),
    onEvent: (name, event) => track(hear(name, event)),
    onBot: (now) => (bot = now),
    onState(now) {
      if (now.state !== connectionState.state) since = new Date().toISOString();
      connectionState = now;
      onChange();
      if (now.state === 'connected') void greeting.deliver();
    },
  });

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
    record.inbound();
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
      ...{ channel: 'feishu', accountId, messageId: press.id, text: press.command, sentAt: press.sentAt },
      chat: { id: chatId, kind, threadId: null },
      sender: { id: openId, name: nameOf(openId) ?? openId.slice(-6) },
      mentionsBot: true,
    });
    record.inbound();
    return toast(press.label, locale);
  }

  function onDelivered(error: unknown): void {
    // cut off by our own closing: the answer is resumed after the restart
    if (stopping && error !== null) return;
    const before = sendFailure?.code;
    sendFailure = error === null ? null : failureOf(error);
    if (sendFailure) warn(`an answer could not be delivered: ${sendFailure.code} ${sendFailure.message}`);
    if (sendFailure?.code !== before) onChange();
  }

  async function stop(): Promise<void> {
    greeting.stop();
    // acknowledgements of what is being stored go out before the socket closes
    await underWay.settled(timing.drainMs);
    await nextTick();
    connection.stop();
    client.close();
    record.flush();
  }

  return {
    start: () => connection.start(),
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
          onDelivered(error);
          if (error === null) record.answered(context.to.sender.id);
        },
      });
      return { ...reply, finish: (text) => track(reply.finish(text)), discard: () => track(reply.discard()) };
    },
    send: (to, content, key) => track(send(sending, to, content, key)),
    fetch: (message, attachment, limits) =>
      fetchAttachment({ client, reader, bytesMax: account.mediaBytesMax }, message, attachment, limits),
    complete: (message: InboundMessage, signal) => completion.complete(message, signal),
    settle: (key, outcome) => track(questions.settle(key, outcome)),
    status(): ChannelStatus {
      const failure = connectionState.failure ?? sendFailure;
      const { state, failure: unsent } = greeting.state;
      return {
        channel: 'feishu',
        accountId,
        appId,
        state: connectionState.state,
        code: failure?.code ?? '',
        reason: failure ? explain(failure, reader) : '',
        since,
        bot,
        ownerId,
        greeting: { state, reason: unsent ? explain(unsent, reader) : '' },
        ...record.times,
      };
    },
  };
}
