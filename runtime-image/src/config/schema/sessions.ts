/** What `openclaw.json` says of sessions: `messages.queue`, `session.*`, and the agents' defaults for thinking and compaction. */
import * as z from 'zod/mini';
import { queueDrops, queueModes, reasoningModes, thinkingLevels } from './session-modes.ts';

const count = z.optional(z.int().check(z.positive()));
const ms = z.int().check(z.minimum(0), z.maximum(600_000));
/** the last three are older names of upstream */
const QueueModeName = z.enum([...queueModes, 'queue', 'steer-backlog', 'steer+backlog']);

export const Queue = z.strictObject({
  mode: z.optional(QueueModeName),
  byChannel: z.optional(z.record(z.string(), QueueModeName)),
  debounceMs: z.optional(ms),
  debounceMsByChannel: z.optional(z.record(z.string(), ms)),
  cap: z.optional(z.int().check(z.minimum(1), z.maximum(1_000))),
  drop: z.optional(z.enum(queueDrops)),
});
export type QueueFile = z.infer<typeof Queue>;

const Reset = z.strictObject({
  mode: z.optional(z.enum(['daily', 'idle'])),
  atHour: z.optional(z.int().check(z.minimum(0), z.maximum(23))),
  idleMinutes: count,
});
export type ResetFile = z.infer<typeof Reset>;

const SendRule = z.strictObject({
  action: z.enum(['allow', 'deny']),
  match: z.optional(
    z.strictObject({
      channel: z.optional(z.string()),
      chatType: z.optional(z.enum(['direct', 'dm', 'group', 'channel'])),
      keyPrefix: z.optional(z.string()),
      rawKeyPrefix: z.optional(z.string()),
    }),
  ),
});

/** members of `session`, beside those of routing */
export const sessionKeys = {
  reset: z.optional(Reset),
  resetByType: z.optional(
    z.strictObject({
      direct: z.optional(Reset),
      dm: z.optional(Reset),
      group: z.optional(Reset),
      thread: z.optional(Reset),
    }),
  ),
  resetByChannel: z.optional(z.record(z.string(), Reset)),
  /** older spelling of `reset.idleMinutes` */
  idleMinutes: count,
  sendPolicy: z.optional(
    z.strictObject({
      default: z.optional(z.enum(['allow', 'deny'])),
      rules: z.optional(z.array(SendRule)),
    }),
  ),
};

/** members of an agent and of `agents.defaults` */
export const agentSessionKeys = {
  thinkingDefault: z.optional(z.enum(thinkingLevels)),
  verboseDefault: z.optional(z.enum(['off', 'on', 'full'])),
  reasoningDefault: z.optional(z.enum(reasoningModes)),
};

export const Compaction = z.looseObject({
  /** ours: `off` drops the oldest turns instead of summing them up */
  mode: z.optional(z.enum(['default', 'safeguard', 'off'])),
  reserveTokens: count,
  reserveTokensFloor: z.optional(z.int().check(z.minimum(0))),
  keepRecentTokens: count,
  customInstructions: z.optional(z.string().check(z.maxLength(4_000))),
  memoryFlush: z.optional(
    z.looseObject({
      enabled: z.optional(z.boolean()),
      softThresholdTokens: z.optional(z.int().check(z.minimum(0))),
      prompt: z.optional(z.string().check(z.maxLength(4_000))),
    }),
  ),
});
