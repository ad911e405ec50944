/** The internal channel `cron`: the message of a run goes in, and the answer of its turn becomes the run's result. */
import type { InboundMessage, Reply } from '../channels/channel.ts';
import type { InternalChannel } from '../channels/internal.ts';
import { mainSessionKey } from '../sessions/route.ts';
import type { CronJob, CronRun } from './job.ts';
import type { Jobs } from './jobs.ts';
import type { Runs } from './runs.ts';
import type { Scheduler } from './scheduler.ts';

export const cronChannelName = 'cron';

export function sessionKeyOf(job: Pick<CronJob, 'id' | 'agentId' | 'session'>): string {
  return job.session === 'main' ? mainSessionKey(job.agentId) : `cron:${job.id}`;
}

/** The rules of a group hold for the task of a group too: what is about the owner stays out of its prompt. */
export function messageOf(job: CronJob, run: CronRun, text: string, now: number): InboundMessage {
  return {
    channel: cronChannelName,
    accountId: job.agentId,
    messageId: run.id,
    chat: {
      id: sessionKeyOf(job),
      kind: job.maker.chatKind,
      threadId: null,
      ...(job.maker.memory === undefined ? {} : { memory: job.maker.memory }),
    },
    sender: { id: job.maker.id, name: job.maker.name },
    text,
    mentionsBot: true,
    sentAt: now,
  };
}

export function createCronChannel(room: {
  jobs: Jobs;
  runs: Runs;
  scheduler(): Scheduler;
  /** how the turn of a stored message ended */
  outcomeOf(messageId: string): string | null;
}): InternalChannel {
  const { jobs, runs } = room;
  const jobOf = ({ messageId }: InboundMessage): CronJob | null => {
    const run = runs.find(messageId);
    return run === null ? null : jobs.find(run.jobId);
  };
  return {
    // the message itself says where it belongs: its task may be gone
    route: ({ accountId, chat }) => ({ agentId: accountId, sessionKey: chat.id }),
    byOwner: (message) => jobOf(message)?.maker.byOwner ?? false,
    reply({ message }): Reply | null {
      if (jobOf(message) === null) return null;
      const { messageId } = message;
      const end = (text: string | null): Promise<void> => {
        const outcome = room.outcomeOf(messageId);
        const isFailure = outcome === 'failed' || outcome === 'stopped';
        room.scheduler().ended(messageId, text, isFailure ? text || outcome : null);
        return Promise.resolve();
      };
      return {
        typing() {},
        update() {},
        finish: (text) => end(text.trim() === 'NO_REPLY' ? null : text),
        discard: () => end(null),
      };
    },
  };
}
