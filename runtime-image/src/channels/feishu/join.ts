/** Joins the parts of the Feishu channel to what the gateway knows as a Channel. */
import { setImmediate as nextTick } from 'node:timers/promises';
import type { ChannelStatus } from '../../control.ts';
import { ChannelRefusal, type Channel, type ChannelHost, type ReplyContext } from '../channel.ts';
import type { FeishuAccount } from '../feishu-account.ts';
import { FeishuClient } from './client.ts';
import { createConnection, type Bot, type ConnectionState } from './connection.ts';
import { postOrText, type Target } from './delivery.ts';
import { explain, type Reader } from './explain.ts';
import { failureOf, type Failure } from './failure.ts';
import { Greeting } from './greeting.ts';
import type { CardKit } from './live-answer.ts';
import { normalizeMessage } from './normalize.ts';
import { ActivityRecord } from './record.ts';
import { renderAnswer } from './render.ts';
import { createReply } from './reply.ts';
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
  const cardKit: CardKit = { restUntil: 0 };
  const underWay = new Set<Promise<unknown>>();
  const onChange = () => host.statusChanged();
  const warn = (line: string) => host.log('warn', line);
  const record = new ActivityRecord({ host, appId, ownerId, onChange });
  const greeting = new Greeting({
    client,
    host,
    appId,
    ownerId,
    text: account.greeting,
    retryMs: timing.greetingMs,
    onChange,
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
    const identity = { accountId, appId, bot: bot!, locale };
    const normalized = normalizeMessage(event, identity, (openId) => names.nameOf(openId));
    if (normalized.kind === 'dropped') {
      host.log('info', 'a message was dropped', { reason: normalized.reason });
      return;
    }
    for (const { openId, name } of normalized.names) names.learn(openId, name);
    await host.receive(normalized.message);
    record.inbound();
  }

  function track<T>(work: Promise<T>): Promise<T> {
    const done: Promise<unknown> = work.catch(() => {}).then(() => underWay.delete(done));
    underWay.add(done);
    return work;
  }

  function onDelivered(error: unknown): void {
    // cut off by our own closing: the answer is resumed after the restart
    if (stopping && error !== null) return;
    const before = sendFailure?.code;
    sendFailure = error === null ? null : failureOf(error);
    if (sendFailure) warn(`an answer could not be delivered: ${sendFailure.code} ${sendFailure.message}`);
    if (sendFailure?.code !== before) onChange();
  }

  async function sendParts(target: Target, text: string, key: string): Promise<void> {
    for (const [index, part] of renderAnswer(text).entries())
      await postOrText(client, part, { target, key, part: `part${index}` });
  }

  async function stop(): Promise<void> {
    greeting.stop();
    // acknowledgements of what is being stored go out before the socket closes
    await settled(underWay, timing.drainMs);
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
        growingSummary: locale === 'zh' ? '[生成中…]' : '[Generating…]',
        onFinished(error) {
          onDelivered(error);
          if (error === null) record.answered(context.to.sender.id);
        },
      });
      return { ...reply, finish: (text) => track(reply.finish(text)), discard: () => track(reply.discard()) };
    },
    async send(to, { text, files }, key) {
      if ('webhook' in to || files.length > 0)
        throw new ChannelRefusal('This channel sends text to people and chats only.');
      const target: Target =
        'chatId' in to ? { kind: 'chat', chatId: to.chatId } : { kind: 'person', openId: to.userId };
      return track(sendParts(target, text, key));
    },
    fetch: () => Promise.reject(new ChannelRefusal('Files cannot be fetched from this channel.')),
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

/** Waits until nothing is left or the time is over. */
async function settled(work: ReadonlySet<Promise<unknown>>, withinMs: number): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, withinMs);
  await Promise.race([Promise.all(work), over]);
  clearTimeout(timer);
}
