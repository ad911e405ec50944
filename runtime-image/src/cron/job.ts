/** A scheduled task and its runs, types only. */
import type { ChatMemory } from '../channels/channel.ts';
import type { CatchUp } from './decide.ts';
import type { Schedule } from './schedule.ts';

/** Where the result of a run goes. */
export type Target =
  /** `sessionKey`: the session that talks there, which is told of the result too; null when it is not known */
  | {
      kind: 'chat';
      channel: string;
      accountId: string;
      chatId: string;
      threadId: string | null;
      sessionKey: string | null;
    }
  | { kind: 'person'; channel: string; accountId: string; userId: string }
  | { kind: 'webhook'; url: string; secret: string | null }
  /** the chat in the browser */
  | { kind: 'browser' }
  | { kind: 'none' };

/** Who made a task, and in which chat. */
export type Maker = {
  id: string;
  name: string;
  byOwner: boolean;
  channel: string;
  chatId: string;
  chatKind: 'direct' | 'group';
  /** as the message of the wish had it */
  memory?: ChatMemory;
  /** results of this chat */
  here: Target;
};

export type CronJob = {
  id: string;
  name: string;
  agentId: string;
  schedule: Schedule;
  /** IANA name */
  zone: string;
  catchUp: CatchUp;
  /** `ask`: a task for the agent; `say`: words that are sent as they are, without a model */
  task: { kind: 'ask' | 'say'; text: string };
  /** `main`: in the conversation with the owner; `isolated`: each run begins with nothing but its task */
  session: 'isolated' | 'main';
  target: Target;
  maker: Maker;
  createdAt: number;
};

/** What changes of a task while it lives. */
export type JobState = {
  state: 'active' | 'paused' | 'finished';
  /** why it is paused, empty when somebody wanted it so */
  reason: string;
  nextAt: number | null;
  plannedAt: number;
  /** in a row, up to now */
  failures: number;
};

export type StoredJob = CronJob & JobState;

export type CronRun = {
  /** `<job>.<scheduledAt>`, or `<job>.<word>` for one that somebody asked for: each once */
  id: string;
  jobId: string;
  scheduledAt: number;
  trigger: 'schedule' | 'catch-up' | 'hand' | 'notice';
  /** queued → running → delivering → done | failed; skipped */
  state: 'queued' | 'running' | 'delivering' | 'done' | 'failed' | 'skipped';
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  /** the answer as it is delivered */
  text: string;
  /** why it failed, was skipped, or is not delivered yet */
  error: string;
  target: Target;
  /** attempts to deliver */
  attempts: number;
  /** of the next attempt */
  tryAt: number | null;
};
