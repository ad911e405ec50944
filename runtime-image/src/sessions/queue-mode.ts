/**
 * What becomes of messages that arrive while a turn of their session runs. Pure.
 *
 *   steer      into the running turn before its next model call; a turn of its own when there is none
 *   followup   a turn of its own
 *   collect    one turn with everything that waited
 *   interrupt  the running turn is ended, and what waited becomes the next one
 */
import type { InboundMessage } from '../channels/channel.ts';
import type { QueueSettings } from '../config/sessions.ts';
import type { QueueDrop, QueueMode, SessionSettings } from '../store/session-settings.ts';

/** A message in line, as far as the rules look at it. */
export type InLine = {
  message: Pick<InboundMessage, 'channel' | 'accountId' | 'chat' | 'sender'>;
  /** an ordinary message that nobody waits for by itself: no command, no caller of the API, nothing to fetch */
  joinable: boolean;
  /** it was more than the line holds, and goes with the next one */
  shortened: boolean;
};

export type QueueRules = { mode: QueueMode; debounceMs: number; cap: number; drop: QueueDrop };

const collectQuietMs = 500;

export function queueRules(
  own: SessionSettings['queue'],
  settings: QueueSettings,
  channel: string,
): QueueRules {
  const mode = own?.mode ?? settings.byChannel[channel] ?? settings.mode;
  const debounceMs = own?.debounceMs ?? settings.debounceMsByChannel[channel] ?? settings.debounceMs;
  return {
    mode,
    debounceMs:
      mode === 'collect' ? (debounceMs ?? collectQuietMs) : mode === 'followup' ? (debounceMs ?? 0) : 0,
    cap: own?.cap ?? settings.cap,
    drop: own?.drop ?? settings.drop,
  };
}

/**
 * The same person in the same place. Others' words never enter somebody's turn: it acts with that person's rights, and is answered
 * in that place.
 */
export function isSameVoice(a: InLine['message'], b: InLine['message']): boolean {
  return (
    a.channel === b.channel &&
    a.accountId === b.accountId &&
    a.chat.id === b.chat.id &&
    a.chat.threadId === b.chat.threadId &&
    a.sender.id === b.sender.id
  );
}

/** How many from the head of the line the running turn takes over: those of its own voice, up to the first that must wait. */
export function steerable(line: readonly InLine[], running: InLine['message']): number {
  const first = line.findIndex(({ message, joinable }) => !joinable || !isSameVoice(message, running));
  return first === -1 ? line.length : first;
}

/** How many from the head of the line become the next turn; the last of them is the one that is answered. */
export function batchSize(line: readonly InLine[], mode: QueueMode): number {
  const [head] = line;
  if (head === undefined || !head.joinable) return Math.min(line.length, 1);
  const isTogether = mode === 'collect' || mode === 'interrupt';
  let size = 1;
  for (const { message, joinable } of line.slice(1)) {
    if (!joinable || !isSameVoice(message, head.message)) break;
    if (!isTogether && line[size - 1]?.shortened !== true) break;
    size += 1;
  }
  return size;
}

/** What one more message does to a line; `oldest` is its place there. */
export type Overflow =
  | { kind: 'fits' }
  | { kind: 'refuse_new' }
  | { kind: 'refuse_oldest'; oldest: number }
  | { kind: 'shorten_oldest'; oldest: number };

/** Each voice may have `cap` messages in line; commands and callers of the API are not counted. */
export function overflow(
  line: readonly InLine[],
  arriving: InLine,
  { cap, drop }: Pick<QueueRules, 'cap' | 'drop'>,
): Overflow {
  if (!arriving.joinable) return { kind: 'fits' };
  const counts = (one: InLine): boolean =>
    one.joinable && !one.shortened && isSameVoice(one.message, arriving.message);
  if (line.filter(counts).length < cap) return { kind: 'fits' };
  if (drop === 'new') return { kind: 'refuse_new' };
  const oldest = line.findIndex(counts);
  return drop === 'old' ? { kind: 'refuse_oldest', oldest } : { kind: 'shorten_oldest', oldest };
}
