/** What a command is, types only. */
import type { ApprovalControls } from '../approvals/controls.ts';
import type { AllowlistControls } from '../access/allowlist-controls.ts';
import type { Standing } from '../access/standing.ts';
import type { Locale } from '../config/settings.ts';
import type { DiskUse } from '../control/status.ts';
import type { CompactionResult } from '../sessions/compaction.ts';
import type { QueueRules } from '../sessions/queue-mode.ts';
import type {
  ReasoningMode,
  SessionSettings,
  ThinkingLevel,
  VerboseMode,
} from '../store/session-settings.ts';
import type { BashControls } from './bash.ts';
import type { CronControls } from './cron.ts';
import type { ContextParts } from './context.ts';
import type { RestartControls } from './restart.ts';
import type { SubagentControls } from './subagents.ts';
import type { UsageControls } from './usage.ts';
import type { WeatherControls } from './weather.ts';
import type { ExportControls } from './export-session.ts';
import type { PlatformControls } from './platform.ts';
import type { Settings } from '../settings/open.ts';
import type { SpeechControls } from '../speech/open.ts';

export type Bilingual = Record<Locale, string>;

/** What a command may ask and do; everything is about the session and the sender of the message. */
export type CommandContext = {
  locale: Locale;
  /** IANA name */
  timeZone: string;
  now: number;
  args: string;
  sender: {
    id: string;
    name: string;
    channel: string;
    accountId: string;
    isOwner: boolean;
    standing: Standing;
  };
  chat: { id: string; kind: 'direct' | 'group' };
  session: {
    key: string;
    agentId: string;
    messages: number;
    model: string | null;
    chosenModel: string | null;
    running: boolean;
    settings: SessionSettings;
    /** ms since epoch; null: nothing runs */
    runningSince: number | null;
    /** messages that wait for their turn */
    waiting: number;
    /** in force now, for messages of this channel */
    queue: QueueRules;
    /** in force where the session has set nothing; null: as the vendor has it */
    defaults: { thinking: ThinkingLevel | null; reasoning: ReasoningMode; verbose: VerboseMode };
  };
  gateway: {
    version: string;
    uptimeMs: number;
    channels: { name: string; state: string; reason: string }[];
    queued: number;
    /** why programs cannot be run, empty when they can */
    execRefusal: string;
    /** null: the volume has no size of its own */
    disk: DiskUse | null;
  };
  models: { reference: string; alias: string | null }[];
  /** those asked for the next answer, in this order; `at`: host of the address, `api`: the form it speaks */
  asked: { reference: string; at: string; api: string; contextWindow: number }[];
  cron: CronControls;
  subagents: SubagentControls;
  approvals: ApprovalControls;
  settings: Settings;
  bash: BashControls;
  exportSession: ExportControls;
  speech: SpeechControls;
  /** null: the gateway runs alone */
  platform: PlatformControls | null;
  allowlist: AllowlistControls;
  usage: UsageControls;
  weather: WeatherControls;
  explainContext(): ContextParts;
  /** null: the process cannot be ended from a chat */
  restart: RestartControls | null;
  /** every command there is for this session, those of skills included */
  commands: readonly Command[];
  /** changes those given; `undefined` goes back to the configuration */
  changeSettings(patch: Partial<SessionSettings>): void;
  /** true when a turn was running and is now stopped */
  stop(): boolean;
  startNewSession(): void;
  /** Sums up the older part of the conversation now. @param instructions what to keep in mind, may be empty */
  compact(instructions: string): Promise<CompactionResult>;
  /** null goes back to the configured model */
  chooseModel(reference: string | null): void;
};

/**
 * Who may give a command, beyond being let in at all: `anyone`; `allowed`: the owner, and senders that were approved or listed;
 * `owner`: the owner of the bot, and whoever uses the browser chat.
 */
export type CommandAccess = Standing;

export type CommandResult = {
  text: string;
  /** what is kept of the command in place of what was written, where that holds a secret */
  keptAs?: string;
  /** goes on as a message to the model in the same turn */
  thenAsk?: string;
  /** called once when the answer has gone out; not at all when the process ends before */
  afterwards?: () => void;
};

/** in the order in which `/help` shows them */
export const commandGroups = ['basics', 'sessions', 'behaviour', 'safety', 'tools', 'skills'] as const;
export type CommandGroup = (typeof commandGroups)[number];

export type Command = {
  name: string;
  /** absent: `tools` */
  group?: CommandGroup;
  /** how arguments are written, empty when there are none */
  usage: string;
  help: Bilingual;
  /** whole commands as people write them, shown by `/help <command>` */
  examples?: readonly string[];
  /** what the arguments mean, where `usage` does not say it all */
  details?: Bilingual;
  /** answers while a turn of the session runs, instead of after it */
  immediate: boolean;
  access: CommandAccess;
  /** What is kept of the command when its arguments are not allowed, where they may hold a secret; absent: as it was written. */
  keptOfWrong?(args: string): string;
  /** Throws `UsageError` of `arguments.ts` for arguments that are not allowed: it is answered with what is. */
  run(context: CommandContext): CommandResult | Promise<CommandResult>;
};
