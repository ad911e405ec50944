/**
 * The room of the platform that the instance belongs to. The gateway calls nobody: what the owner asks waits here until the
 * platform fetches it, and what the platform has to say is brought to the owner.
 */
import type { OpenChannels } from '../channels/accounts.ts';
import { isLocal } from '../channels/local.ts';
import type { InboundMessage } from '../channels/channel.ts';
import type { PlatformControls } from '../commands/platform.ts';
import type { GatewayConfig } from '../config/settings.ts';
import { requestsWaitSecondsMax, type PlatformRequest } from '../control/platform-requests.ts';
import type { Logger } from '../logger.ts';
import type { ControlHub } from '../sessions/control-hub.ts';
import { turnIdOf } from '../sessions/turn-id.ts';
import type { AbortReason } from '../sessions/abort-reason.ts';
import { showInMainSession } from '../sessions/show-notice.ts';
import type { Database } from '../store/database.ts';
import type { Transcripts } from '../store/transcripts.ts';
import { createNotices } from './notices.ts';
import { createPolls } from './polls.ts';
import { createPlatformRequests, type LateAnswer } from './requests.ts';

export type PlatformRoom = {
  database: Database;
  transcripts: Transcripts;
  channels: Pick<OpenChannels, 'all' | 'find'>;
  hub: ControlHub;
  logger: Pick<Logger, 'log'>;
  config(): GatewayConfig;
  ownerOf(channel: string, accountId: string): string | null;
  now(): number;
  /** how long `/renew` waits before it says that the answer comes later; default 20 s */
  patienceMs?: number;
};

export type Platform = ReturnType<typeof openPlatform>;

const renewPatienceMs = 20_000;
const statusPatienceMs = 3_000;
const requestsAtOnce = 16;
/** after each failed attempt to tell a late answer; what is left is told at the next start */
const tellWaitsMs = [0, 2_000, 15_000, 60_000, 300_000];

export function openPlatform(room: PlatformRoom) {
  const { config, now, logger, channels } = room;
  const requests = createPlatformRequests(room.database, now);
  const polls = createPolls();
  const ending = new AbortController();
  /** questions that are of no use later: never stored */
  const questions = new Map<string, PlatformRequest>();
  const telling = new Set<string>();

  const tell = async ({ id, text, origin }: LateAnswer): Promise<void> => {
    if (telling.has(id)) return;
    telling.add(id);
    try {
      for (const waitMs of tellWaitsMs) {
        await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
        if (ending.signal.aborted) return;
        try {
          await bring({ id, text, origin });
          if (!ending.signal.aborted) requests.markTold(id);
          return;
        } catch (error) {
          logger.log('warn', 'an answer of the platform could not be delivered', {
            channel: origin.channel,
            error,
          });
        }
      }
    } finally {
      telling.delete(id);
    }
  };
  const bring = async ({ id, text, origin }: LateAnswer): Promise<void> => {
    if (isLocal(origin.channel)) return showInMainSession(room, `platform-${id}`, text);
    const channel = channels.find(origin.channel, origin.accountId);
    if (channel === null) throw new Error(`${origin.channel} is not open`);
    const { chatId, threadId } = origin;
    await channel.send({ chatId, threadId }, { text, files: [] }, `request:${id}`);
  };

  const renew = async (
    message: InboundMessage,
    days: number | 'top-up',
    mayPay: boolean,
  ): ReturnType<PlatformControls['renew']> => {
    const id = turnIdOf(message);
    const at = new Date(now()).toISOString();
    const { channel, accountId, chat } = message;
    const origin = { channel, accountId, chatId: chat.id, threadId: chat.threadId };
    if (requests.add({ kind: 'renew', id, at, days, mayPay }, origin) === 'full') return { kind: 'full' };
    // after a crash the command runs again, and the answer may be there
    const known = requests.answerOf(id);
    if (known !== null) return { kind: 'answered', text: known };
    polls.wake();
    const text = await polls.answerTo(id, room.patienceMs ?? renewPatienceMs, ending.signal);
    if (text !== null) return { kind: 'answered', text };
    requests.markLate(id);
    return { kind: 'kept' };
  };

  const askStatus = async (message: InboundMessage): Promise<string | null> => {
    const id = turnIdOf(message);
    questions.set(id, { kind: 'status', id, at: new Date(now()).toISOString() });
    polls.wake();
    return polls.answerTo(id, statusPatienceMs, ending.signal).finally(() => questions.delete(id));
  };

  const waiting = (): PlatformRequest[] =>
    [...questions.values(), ...requests.open(requestsAtOnce)].slice(0, requestsAtOnce);

  return {
    notify: createNotices(room),
    controls(message: InboundMessage): PlatformControls | null {
      const { platform } = config();
      if (platform === null) return null;
      return {
        portalUrl: platform.portalUrl.replace(/\/+$/, ''),
        renew: (days, mayPay) => renew(message, days, mayPay),
        status: () => askStatus(message),
      };
    },
    /** What is unanswered, at once or as soon as there is something; null when too many wait for it already. */
    async next(waitSeconds: number, signal: AbortSignal): Promise<PlatformRequest[] | null> {
      const there = waiting();
      if (there.length > 0) return there;
      const waitMs = Math.min(waitSeconds, requestsWaitSecondsMax) * 1_000;
      if (!(await polls.somethingNew(waitMs, signal))) return null;
      return ending.signal.aborted ? [] : waiting();
    },
    /** Takes the answer to a request; the same again changes nothing. False when there is no such request. */
    answer(id: string, text: string): boolean {
      const isQuestion = questions.delete(id);
      if (!isQuestion && !requests.answer(id, text)) return false;
      const first = isQuestion ? text : (requests.answerOf(id) ?? text);
      if (!polls.answered(id, first) && requests.isLate(id)) this.channelsOpened();
      return true;
    },
    /** Answers that came late are told now. */
    channelsOpened(): void {
      for (const late of requests.untold()) void tell(late);
    },
    /** those that wait now */
    readers: () => polls.readers(),
    endPolls: () => polls.end(),
    close(): void {
      polls.end();
      ending.abort('shutdown' satisfies AbortReason);
    },
  };
}
