/** Scheduled tasks: as they are, as they are wished for, and their runs. */
import * as z from 'zod/mini';
import { Instant, OwnId, Sentence, Word } from './fields.ts';

/** One scheduled task. `schedule` and `target` are words for people, without the token of a webhook. */
export const CronJobView = z.object({
  id: Word,
  name: Sentence,
  agentId: Word,
  schedule: Sentence,
  /** IANA name */
  zone: Word,
  catchUp: z.enum(['skip', 'once', 'all']),
  state: z.enum(['active', 'paused', 'finished']),
  /** why it is paused, empty when somebody wanted it so */
  reason: Sentence,
  /** in a row, up to now */
  failures: z.number(),
  /** `ask`: for the agent; `say`: words that are sent as they are */
  task: z.object({ kind: z.enum(['ask', 'say']), text: z.string() }),
  target: Sentence,
  nextAt: z.nullable(Instant),
  createdAt: Instant,
});
export type CronJobView = z.infer<typeof CronJobView>;

/** `GET /control/cron`; `POST /control/cron/:id/run`, `/pause`, `/resume` and `/remove` answer with the task. */
export const CronJobList = z.object({
  enabled: z.boolean(),
  /** the user's, in force where a task has none of its own */
  timeZone: Word,
  jobs: z.array(CronJobView).check(z.maxLength(1_000)),
});
export type CronJobList = z.infer<typeof CronJobList>;

/** `POST /control/cron`: exactly one of `schedule`, `every`, `at`, `in`, and one of `message` and `say`. */
export const CronWish = z.object({
  id: z.optional(OwnId),
  name: z.optional(z.string().check(z.maxLength(200))),
  schedule: z.optional(z.string()),
  every: z.optional(z.string()),
  at: z.optional(z.string()),
  in: z.optional(z.string()),
  message: z.optional(z.string()),
  say: z.optional(z.string()),
  /** default: the chat in the browser; else `me`, `none`, the id of a chat, or a webhook */
  to: z.optional(z.string()),
  /** of a webhook that signs */
  secret: z.optional(z.string()),
  zone: z.optional(z.string()),
  catchUp: z.optional(z.enum(['skip', 'once', 'all'])),
});
export type CronWish = z.infer<typeof CronWish>;

/** `GET /control/cron/:id/runs`, newest first */
export const CronRunList = z.object({
  runs: z.array(
    z.object({
      id: Word,
      trigger: z.enum(['schedule', 'catch-up', 'hand', 'notice']),
      state: z.enum(['queued', 'running', 'delivering', 'done', 'failed', 'skipped']),
      scheduledAt: Instant,
      startedAt: z.nullable(Instant),
      endedAt: z.nullable(Instant),
      text: z.string(),
      error: Sentence,
    }),
  ),
});
export type CronRunList = z.infer<typeof CronRunList>;
