/**
 * Shapes of the gateway's control API, shared by the gateway (writer) and by portal and provisioner (readers).
 * Instants are ISO 8601 texts in UTC. Readers must accept unknown extra keys.
 */
import * as z from 'zod/mini';

/**
 * What one status can be at most; readers read no more than this. A status that holds what a reader cannot store (a text without
 * end, half a character, an instant that is none) is no status, except that long sentences are cut.
 */
export const statusBytesMax = 256 * 1024;
const channelsMax = 64;

// PostgreSQL stores neither NUL nor half a character
const storable = (text: string): boolean => text.isWellFormed() && !/\0/.test(text);
const Word = z.string().check(z.maxLength(256), z.refine(storable, 'cannot be stored'));
const Sentence = z
  .string()
  .check(z.overwrite((text) => text.replaceAll('\0', '').slice(0, 2_000).toWellFormed()));
const Instant = z.iso.datetime();

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

/**
 * How the platform's files reach a gateway that is started with `ROCKPOOL_FILES=stdin`: each line of its standard input is this,
 * as JSON, at the start and again after every change. They are kept in memory only, so that nothing the agent runs can read or
 * change them. At most 1 MiB a line; null: there is no such file.
 */
export const FilesFrame = z.object({
  files: z.object({
    'openclaw.json': z.string(),
    'rockpool.json': z.nullable(z.string()),
    '.env': z.nullable(z.string()),
  }),
});
export type FilesFrame = z.infer<typeof FilesFrame>;

/** `GET /healthz`. `files`: hash of the newest frame, in force or refused; absent where the files are read from disk. */
export const Liveness = z.object({
  ok: z.literal(true),
  status: z.literal('live'),
  files: z.optional(Word),
});
export type Liveness = z.infer<typeof Liveness>;

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
  runningTurns: z.number(),
  inboxWaiting: z.number(),
  lastActivityAt: z.nullable(Instant),
});
export type GatewayStatus = z.infer<typeof GatewayStatus>;

/** A message of a session as people see it. Tool calls are folded into the assistant's message they belong to. */
export const ChatMessage = z.object({
  id: z.string(),
  role: z.enum(['user', 'assistant', 'notice']),
  text: z.string(),
  /** where it came from: `web`, `feishu`, `api` */
  channel: z.string(),
  at: z.string(),
  tools: z.array(
    z.object({ id: z.string(), name: z.string(), input: z.string(), output: z.string(), ok: z.boolean() }),
  ),
  model: z.nullable(z.string()),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

export const ChatHistory = z.object({ messages: z.array(ChatMessage), running: z.boolean() });
export type ChatHistory = z.infer<typeof ChatHistory>;

/** id: 1 to 64 characters, the sender's idempotency key; text: 1 to 100,000 characters */
export const ChatRequest = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  text: z.string().check(z.minLength(1), z.maxLength(100_000), z.regex(/\S/, 'must hold more than spaces')),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

/** `POST /control/notify`: words of the platform for the owner. `id` is the sender's idempotency key. */
export const Notice = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  text: z.string().check(z.minLength(1), z.maxLength(4_000)),
});
export type Notice = z.infer<typeof Notice>;

/**
 * The browser chat has it when this is answered. `failed`: to be asked for again under the same id; `unknown`: nobody is known there
 * to whom it could go.
 */
export const NoticeReceipt = z.object({
  id: Word,
  channels: z
    .array(
      z.object({
        channel: Word,
        accountId: Word,
        state: z.enum(['delivered', 'failed', 'unknown']),
        /** in words, empty unless it failed */
        reason: Sentence,
      }),
    )
    .check(z.maxLength(channelsMax)),
});
export type NoticeReceipt = z.infer<typeof NoticeReceipt>;

/** What the owner asks of the platform in the chat: a closed set. `id` stands for the message: the same after a crash. */
export const PlatformRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('renew'),
    id: Word,
    at: Instant,
    days: z.union([z.int().check(z.minimum(1), z.maximum(31)), z.literal('top-up')]),
    /** points may be spent */
    mayPay: z.boolean(),
  }),
  z.object({ kind: z.literal('status'), id: Word, at: Instant }),
]);
export type PlatformRequest = z.infer<typeof PlatformRequest>;

/** `GET /control/requests?wait=`: longest time, in seconds, that it holds the answer back while there is nothing. */
export const requestsWaitSecondsMax = 55;
const requestsAtOnce = 16;
/** Oldest first. A reader leaves out what it does not know: a gateway may be newer. */
export const PlatformRequestList = z.object({
  requests: z.array(z.unknown()).check(z.maxLength(requestsAtOnce)),
});

/** `POST /control/requests/:id/answer`: what the chat is told */
export const PlatformAnswer = z.object({ text: z.string().check(z.minLength(1), z.maxLength(4_000)) });

export const approvalEnds = [
  'allow-once',
  'allow-always',
  'deny',
  'expired',
  'stopped',
  'interrupted',
] as const;

/** A program that the owner is asked about. `decided` is null while the question waits; `askedBy` is empty for the owner. */
export const Approval = z.object({
  id: Word,
  command: z.string().check(z.maxLength(4_000)),
  agentId: Word,
  sessionKey: z.string(),
  askedBy: Sentence,
  at: Instant,
  expiresAt: Instant,
  decided: z.nullable(z.enum(approvalEnds)),
});
export type Approval = z.infer<typeof Approval>;
export const ApprovalList = z.object({ approvals: z.array(Approval).check(z.maxLength(channelsMax)) });
/** `POST /control/approvals/:id` */
export const ApprovalRequest = z.object({ decision: z.enum(['allow-once', 'allow-always', 'deny']) });

/** `GET /control/commands`: what may be typed behind a slash in the browser chat. */
export const CommandList = z.object({
  commands: z
    .array(z.object({ name: Word, usage: Sentence, help: z.object({ zh: Sentence, en: Sentence }) }))
    .check(z.maxLength(500)),
});
export type CommandList = z.infer<typeof CommandList>;

/** Events of `GET /control/events`, main session and status. `event:` is the type, `data:` the JSON of the whole object. */
export const ControlEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('status'), status: GatewayStatus }),
  z.object({ type: z.literal('message'), message: ChatMessage }),
  /** of every session: asked, or decided */
  z.object({ type: z.literal('approval'), approval: Approval }),
  z.object({ type: z.literal('turn-start'), turnId: z.string(), replyTo: z.string() }),
  z.object({ type: z.literal('delta'), turnId: z.string(), text: z.string() }),
  z.object({ type: z.literal('reasoning'), turnId: z.string(), text: z.string() }),
  z.object({
    type: z.literal('tool'),
    turnId: z.string(),
    id: z.string(),
    name: z.string(),
    input: z.string(),
    /** null while it runs */
    output: z.nullable(z.string()),
    ok: z.boolean(),
  }),
  /** the turn ended; `message` is the stored answer, null when stopped before any text or failed */
  z.object({
    type: z.literal('turn-end'),
    turnId: z.string(),
    message: z.nullable(ChatMessage),
    error: z.nullable(z.string()),
  }),
]);
export type ControlEvent = z.infer<typeof ControlEvent>;

export const PairingRequest = z.object({
  code: Word,
  channel: Word,
  accountId: Word,
  senderId: Word,
  senderName: Sentence,
  at: Instant,
  expiresAt: Instant,
});
export type PairingRequest = z.infer<typeof PairingRequest>;
export const PairingList = z.object({
  requests: z.array(PairingRequest).check(z.maxLength(4 * channelsMax)),
});

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
  /** the sender's idempotency key */
  id: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
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

/** `GET /control/sessions`, newest activity first. `messages`: those of people and of the assistant; `model`: chosen by `/model`. */
export const SessionList = z.object({
  sessions: z.array(
    z.object({
      key: z.string(),
      agentId: z.string(),
      createdAt: Instant,
      updatedAt: Instant,
      messages: z.number(),
      model: z.nullable(z.string()),
    }),
  ),
});
export type SessionList = z.infer<typeof SessionList>;

/** What `GET /control/workspace/archive` would take along. */
export const WorkspaceSize = z.object({
  files: z.int().check(z.nonnegative()),
  bytes: z.int().check(z.nonnegative()),
  /** false: there is more, counting it would take too long */
  complete: z.boolean(),
  /** an archive is under way */
  busy: z.boolean(),
});
export type WorkspaceSize = z.infer<typeof WorkspaceSize>;
