/** The rules of sessions, read from their places in `openclaw.json`. */
import type { QueueDrop, QueueMode } from '../store/session-settings.ts';
import type { OpenClawFile } from './openclaw-schema.ts';
import type { QueueFile, ResetFile } from './schema/sessions.ts';

export type QueueSettings = {
  mode: QueueMode;
  byChannel: Record<string, QueueMode>;
  /** quiet before what waited becomes a turn; null leaves it to the mode */
  debounceMs: number | null;
  debounceMsByChannel: Record<string, number>;
  cap: number;
  drop: QueueDrop;
};

/** Whichever is over first begins a session anew; null: does not apply. */
export type ResetPolicy = { atHour: number | null; idleMinutes: number | null };

export type SendRule = {
  action: 'allow' | 'deny';
  channel: string | null;
  chatKind: 'direct' | 'group' | null;
  keyPrefix: string | null;
};

export type SessionRules = {
  queue: QueueSettings;
  /** null: a session goes on for ever */
  reset: ResetPolicy | null;
  resetByKind: { direct?: ResetPolicy; group?: ResetPolicy; thread?: ResetPolicy };
  resetByChannel: Record<string, ResetPolicy>;
  send: { fallback: 'allow' | 'deny'; rules: SendRule[] };
  compaction: {
    enabled: boolean;
    /** of the model's window, for system prompt and answer; null: by the model */
    reserveTokens: number | null;
    /** what stays word for word; null: half of what a conversation may take */
    keepRecentTokens: number | null;
    instructions: string;
    /** @property prompt empty: ours */
    memoryFlush: { enabled: boolean; prompt: string };
  };
};

const capDefault = 20;
const resetHourDefault = 4;

export function readSessionRules(file: OpenClawFile): SessionRules {
  const { session } = file;
  const compaction = file.agents?.defaults?.compaction;
  const { reserveTokens, reserveTokensFloor } = compaction ?? {};
  const { reset, resetByType: byType } = session ?? {};
  const direct = byType?.direct ?? byType?.dm;
  return {
    queue: readQueue(file.messages?.queue),
    reset:
      reset === undefined && session?.idleMinutes === undefined
        ? null
        : readReset(reset ?? { mode: 'idle' }, session?.idleMinutes),
    resetByKind: {
      ...(direct && { direct: readReset(direct) }),
      ...(byType?.group && { group: readReset(byType.group) }),
      ...(byType?.thread && { thread: readReset(byType.thread) }),
    },
    resetByChannel: Object.fromEntries(
      Object.entries(session?.resetByChannel ?? {}).map(([channel, one]) => [channel, readReset(one)]),
    ),
    send: {
      fallback: session?.sendPolicy?.default ?? 'allow',
      rules: (session?.sendPolicy?.rules ?? []).map(({ action, match }) => ({
        action,
        channel: match?.channel ?? null,
        chatKind:
          match?.chatType === undefined
            ? null
            : match.chatType === 'direct' || match.chatType === 'dm'
              ? 'direct'
              : 'group',
        keyPrefix: match?.rawKeyPrefix ?? match?.keyPrefix ?? null,
      })),
    },
    compaction: {
      enabled: compaction?.mode !== 'off',
      reserveTokens:
        reserveTokens === undefined && reserveTokensFloor === undefined
          ? null
          : Math.max(reserveTokens ?? 0, reserveTokensFloor ?? 0),
      keepRecentTokens: compaction?.keepRecentTokens ?? null,
      instructions: compaction?.customInstructions ?? '',
      memoryFlush: {
        enabled: compaction?.memoryFlush?.enabled ?? true,
        prompt: compaction?.memoryFlush?.prompt ?? '',
      },
    },
  };
}

function readQueue(file: QueueFile | undefined): QueueSettings {
  const modes = Object.entries(file?.byChannel ?? {}).map(([channel, mode]) => [channel, queueMode(mode)]);
  return {
    mode: queueMode(file?.mode ?? 'steer'),
    byChannel: Object.fromEntries(modes) as Record<string, QueueMode>,
    debounceMs: file?.debounceMs ?? null,
    debounceMsByChannel: file?.debounceMsByChannel ?? {},
    cap: file?.cap ?? capDefault,
    drop: file?.drop ?? 'summarize',
  };
}

function queueMode(name: NonNullable<QueueFile['mode']>): QueueMode {
  return name === 'queue' || name === 'steer-backlog' || name === 'steer+backlog' ? 'steer' : name;
}

function readReset(file: ResetFile, idleMinutes?: number): ResetPolicy {
  const idle = file.idleMinutes ?? idleMinutes ?? null;
  // `daily` is what upstream takes a policy without a mode for
  const isDaily =
    file.mode === 'daily' || (file.mode === undefined && (file.atHour !== undefined || idle === null));
  return { atHour: isDaily ? (file.atHour ?? resetHourDefault) : null, idleMinutes: idle };
}
