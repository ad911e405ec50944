/** Joins the parts of the DingTalk channel to what the gateway knows as a Channel. */
import { setImmediate as nextTick } from 'node:timers/promises';
import { textWithActions } from '../actions.ts';
import {
  ChannelRefusal,
  type Channel,
  type ChannelHost,
  type Outgoing,
  type SendTarget,
} from '../channel.ts';
import { keepConnected } from '../connection.ts';
import type { DingtalkAccount } from '../dingtalk-account.ts';
import { Greeting } from '../greeting.ts';
import { Health } from '../health.ts';
import { SentPieces } from '../sent-pieces.ts';
import { UnderWay } from '../under-way.ts';
import { isRefusal } from './api-error.ts';
import type { RobotMessage } from './calls.ts';
import { DingtalkClient } from './client.ts';
import { sendTo, type Target } from './delivery.ts';
import { explain } from './explain.ts';
import { failureOf, isVerdict, plainFailure } from './failure.ts';
import { fetchMedia, uploadFile } from './media.ts';
import { normalizeMessage } from './normalize.ts';
import { PrivateChats } from './private-chats.ts';
import { renderAnswer } from './render.ts';
import { createReply } from './reply.ts';
import { openStream, subscriptions } from './stream.ts';
import { dingtalkTiming, type DingtalkTiming } from './timing.ts';

/** Nothing happens before `start()`. */
export function openDingtalk(
  account: DingtalkAccount,
  host: ChannelHost,
  timing: DingtalkTiming = dingtalkTiming,
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
  const health = new Health({ host, failureOf });
  const greeting = new Greeting({
    host,
    appId,
    ownerId,
    failureOf,
    onChange,
    text: account.greeting,
    retryMs: timing.greetingMs,
    async send(staffId, text) {
      for (const { robot } of renderAnswer(text)) await sendTo(client, { staffId }, robot);
    },
  });
  let stopping: Promise<void> | null = null;

  const connection = keepConnected({
    timing,
    failureOf,
    isVerdict,
    warn,
    connectionLost: plainFailure('connection_lost'),
    async connect() {
      await client.prove();
      const endpoint = await client.endpoint(subscriptions);
      const onMessage = (data: unknown): Promise<void> => track(receive(data));
      return openStream({ clientId: appId, endpoint, timing, warn, onMessage });
    },
    onState(now) {
      health.connectionIs(now);
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

  function targetOf(to: SendTarget): Target {
    if ('userId' in to) return { staffId: to.userId };
    const staffId = privateChats.staffIdOf(to.chatId);
    return staffId === null ? { group: to.chatId } : { staffId };
  }

  async function send(to: SendTarget, content: Outgoing, key: string): Promise<void> {
    const { files } = content;
    const text = textWithActions(content);
    const target = targetOf(to);
    const parts = text.trim() === '' ? [] : renderAnswer(text);
    // a file is uploaded when its turn has come
    const pieces: (() => RobotMessage | Promise<RobotMessage>)[] = [
      ...parts.map((part) => () => part.robot),
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
        account,
        client,
        timing,
        cards,
        marks,
        warn,
        onFinished(error) {
          // cut off by our own closing: the answer is resumed after the restart
          if (!stopping || error === null) health.answered(error);
        },
      });
      return {
        ...reply,
        finish: (text) => track(reply.finish(text)),
        discard: () => track(reply.discard()),
      };
    },
    send: (to, content, key) => track(inWords(send(to, content, key))),
    fetch: (_message, attachment, limits) => inWords(fetchMedia(client, attachment, limits, locale)),
    status() {
      const { state, failure: unsent } = greeting.state;
      return {
        channel: 'dingtalk',
        accountId,
        appId,
        ...health.status((failure) => explain(failure, locale)),
        // the platform tells the robot's name to nobody
        bot: health.isConnected ? { id: appId, name: '' } : null,
        greeting: { state, reason: unsent ? explain(unsent, locale) : '' },
      };
    },
  };
}
