/** What a gateway says of itself: of its channels, of its configuration, and that it lives. */
import * as z from 'zod/mini';
import { channelsMax, Instant, Sentence, Word } from './fields.ts';

/**
 * What one status can be at most; readers read no more than this. A status that holds what a reader cannot store (a text without
 * end, half a character, an instant that is none) is no status, except that long sentences are cut.
 */
export const statusBytesMax = 256 * 1024;

const channelStates = ['connecting', 'connected', 'failed', 'off'] as const;

/** One channel account as the gateway sees it now. `reason` is one sentence for people, empty when all is well. */
export const ChannelStatus = z.object({
  channel: Word,
  accountId: Word,
  appId: Word,
  state: z.enum(channelStates),
  /**
   * vendor's code or a closed word such as `wrong_secret`, `unreachable`; empty when all is well. A connected channel has one
   * while its last answer could not be delivered.
   */
  code: Word,
  reason: Sentence,
  since: Instant,
  bot: z.nullable(z.object({ id: Word, name: Sentence })),
  ownerId: z.nullable(Word),
  greeting: z.object({ state: z.enum(['none', 'pending', 'delivered', 'failed']), reason: Sentence }),
  lastInboundAt: z.nullable(Instant),
  /** last message of anyone that was answered */
  lastAnsweredAt: z.nullable(Instant),
  /** first message of the owner that was answered on this app; proves the whole chain */
  ownerAnsweredAt: z.nullable(Instant),
});
export type ChannelStatus = z.infer<typeof ChannelStatus>;

/** `GET /healthz`. `files`: hash of the newest frame, in force or refused; absent where the files are read from disk. */
export const Liveness = z.object({
  ok: z.literal(true),
  status: z.literal('live'),
  files: z.optional(Word),
});
export type Liveness = z.infer<typeof Liveness>;

/** Of a volume that is a file system of its own. `usedPercent` is whole, rounded down. */
const DiskUse = z.object({
  usedPercent: z.int().check(z.minimum(0), z.maximum(100)),
  sizeBytes: z.number().check(z.positive()),
});
export type DiskUse = z.infer<typeof DiskUse>;

export const GatewayStatus = z.object({
  version: Word,
  startedAt: Instant,
  config: z.object({
    /** sha256 (hex) over the rendered files in force */
    hash: Word,
    /** why the newest files were not taken over; null when they were */
    error: z.nullable(z.object({ path: Sentence, message: Sentence })),
  }),
  /** whether the agent can run programs; `reason` says in words why it cannot, empty when it can */
  exec: z.optional(z.object({ offered: z.boolean(), reason: Sentence })),
  /** primary model reference `provider/model`, null while none is configured */
  model: z.nullable(Sentence),
  channels: z.array(ChannelStatus).check(z.maxLength(channelsMax)),
  /** absent where the volume has no size of its own; a figure that cannot be is left out, as it is no reason to restart anything */
  disk: z.catch(z.optional(DiskUse), undefined),
  runningTurns: z.number(),
  inboxWaiting: z.number(),
  lastActivityAt: z.nullable(Instant),
});
export type GatewayStatus = z.infer<typeof GatewayStatus>;
