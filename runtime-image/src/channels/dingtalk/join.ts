/** Joins the parts of the DingTalk channel to what the gateway knows as a Channel. */
import { setImmediate as nextTick } from 'node:timers/promises';
import type { ChannelStatus } from '../../control.ts';
import { textWithActions } from '../actions.ts';
import {
  ChannelRefusal,
  type Channel,
  type ChannelHost,
  type Outgoing,
  type SendTarget,
} from '../channel.ts';
import type { DingtalkAccount } from '../dingtalk-account.ts';
import { Greeting } from '../greeting.ts';
import { UnderWay } from '../under-way.ts';
import { isRefusal } from './api-error.ts';
import { DingtalkClient } from './client.ts';
import { createConnection, type ConnectionState } from './connection.ts';
import { sendTo, type Target } from './delivery.ts';
import { explain } from './explain.ts';
import { failureOf, type Failure } from './failure.ts';
import { groupRobots, type GroupRobots } from './group-robots.ts';
import { fetchMedia, uploadFile } from './media.ts';
import { normalizeMessage } from './normalize.ts';
import { PrivateChats } from './private-chats.ts';
import { renderAnswer } from './render.ts';
import { createReply } from './reply.ts';
import { SentPieces } from './sent-pieces.ts';
import { dingtalkTiming, type DingtalkTiming } from './timing.ts';

/** Nothing happens before `start()`. */
export function openDingtalk(
  account: DingtalkAccount,
  host: ChannelHost,
  timing: DingtalkTiming = dingtalkTiming,
  robots: GroupRobots = groupRobots,
): Channel {
  const { accountId, appId, ownerId, locale } = account;
  const client = new DingtalkClient(account, timing);
  const privateChats = new PrivateChats(host, appId);
  const sentPieces = new SentPieces();
  const cards = { restUntil: 0 };
  const marks = { restUntil: 0 };
  const underWay = new UnderWay();
  const track = <T>(work: Promise<T>): Promise<T> => underWay.track(work);
  const warn = (line: string): void => host.log('warn', line);
  const onChange = (): void => host.statusChanged();
  const greeting = new Greeting({
    ...{ host, appId, ownerId, failureOf, onChange },
    text: account.greeting,
    retryMs: timing.greetingMs,
    async send(staffId, text) {
      for (const { robot } of renderAnswer(text)) await sendTo(client, { staffId }, robot);
    },
  });
  let connectionState: ConnectionState = { state: 'off', failure: null };
  let since = new Date().toISOString();
  /** why the last answer could not be delivered; null after one that could */
  let sendFailure: Failure | null = null;
  let stopping: Promise<void> | null = null;

  const connection = createConnection({
    ...{ clientId: appId, client, timing, warn },
    onMessage: (data) => track(receive(data)),
    onState(now) {
      if (now.state !== connectionState.state) since = new Date().toISOString();
      connectionState = now;
      onChange();
      if (now.state === 'connected') void greeting.deliver();
    },
  });

  /** Resolves when the message is stored; the acknowledgement goes out only then. */
  async function receive(data: unknown): Promise<void> {
    if (stopping) throw new Error('the channel is closing');
    const normalized = normalizeMessage(data, account);
    if (normalized.kind === 'dropped') {
      host.log('info', 'a message was dropped', { reason: normalized.reason });
      return;
    }
    privateChats.learn(normalized.message);
    await host.receive(normalized.message);
  }

  function onDelivered(error: unknown): void {
    // cut off by our own closing: the answer is resumed after the restart
    if (stopping && error !== null) return;
    const before = sendFailure?.code;
    sendFailure = error === null ? null : failureOf(error);
    if (sendFailure) warn(`an answer could not be delivered: ${sendFailure.code} ${sendFailure.message}`);
    if (sendFailure?.code !== before) onChange();
  }

  function targetOf(to: Exclude<SendTarget, { webhook: string }>): Target {
    if ('userId' in to) return { staffId: to.userId };
    const staffId = privateChats.staffIdOf(to.chatId);
    return staffId === null ? { group: to.chatId } : { staffId };
  }

  async function send(to: SendTarget, content: Outgoing, key: string): Promise<void> {
    const { files } = content;
    const text = textWithActions(content);
    if ('webhook' in to) {
      if (files.length > 0)
        throw new ChannelRefusal(
          locale === 'zh' ? '群机器人只能发送文字。' : 'A group robot sends text only.',
        );
      return robots.send(to, text, (url, body) => client.post(url, body, 0), locale, account.openUrl);
    }
    const target = targetOf(to);
    const pieces = [
      ...(text.trim() === ''
        ? []
        : renderAnswer(text).map(
            ({ robot }) =>
              () =>
                Promise.resolve(robot),
          )),
      ...files.map((file) => () => uploadFile(client, file, locale)),
    ];
    await sentPieces.continue(key, pieces, async (make) => sendTo(client, target, await make()));
  }

  /** A refusal is told in words; anything else may pass. */
  async function inWords<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (isRefusal(error)) throw new ChannelRefusal(explain(failureOf(error), locale), { cause: error });
      throw error;
    }
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
    start: () => connection.start(),
    stop: () => (stopping ??= stop()),
    reply(context) {
      const reply = createReply(context, {
        ...{ account, client, timing, cards, marks, warn },
        onFinished: onDelivered,
      });
      return {
        ...reply,
        finish: (text) => track(reply.finish(text)),
        discard: () => track(reply.discard()),
      };
    },
    send: (to, content, key) => track(inWords(send(to, content, key))),
    fetch: (_message, attachment, limits) => inWords(fetchMedia(client, attachment, limits, locale)),
    status(): ChannelStatus {
      const failure = connectionState.failure ?? sendFailure;
      const { state, failure: unsent } = greeting.state;
      return {
        ...{ channel: 'dingtalk', accountId, appId },
        state: connectionState.state,
        code: failure?.code ?? '',
        reason: failure ? explain(failure, locale) : '',
        since,
        // the platform tells the robot's name to nobody
        bot: connectionState.state === 'connected' ? { id: appId, name: '' } : null,
        ownerId,
        greeting: { state, reason: unsent ? explain(unsent, locale) : '' },
        ...{ lastInboundAt: null, lastAnsweredAt: null, ownerAnsweredAt: null },
      };
    },
  };
}
