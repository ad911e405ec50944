/** Which message of a session has the next turn: puts messages in line and takes them out again, as the queue's mode has it. */
import { setTimeout } from 'node:timers/promises';
import type { InboundMessage } from '../channels/channel.ts';
import type { ConversationRoom } from './conversation.ts';
import { batchSize, isSameVoice, overflow, queueRules, steerable, type QueueRules } from './queue-mode.ts';
import type { Lane } from './session-queue.ts';
import { createWaitingLines, type WaitingMessage } from './waiting-lines.ts';

export type TurnLine = {
  /** Runs `run` for the message when its turn comes, unless another turn takes it over before. */
  enqueue(item: WaitingMessage): void;
  /** What the running turn of `voice` may take over before its next model call. @param mode absent: as the queue's rules have it */
  steering(sessionKey: string, lane: Lane, voice: InboundMessage, mode?: 'steer'): LineSteering;
  /** Takes everything of a session out of line. */
  clear(sessionKey: string): WaitingMessage[];
  waiting(sessionKey: string): number;
  /** Nobody waits for quiet any more: the process ends, and what is in line comes again. */
  close(): void;
};

export type LineSteering = {
  waiting(): boolean;
  /** no longer in line; whoever takes them stores that */
  take(): WaitingMessage[];
};

export type LineActions = {
  /** The turn of `item` together with those before it. Never rejects. */
  run(item: WaitingMessage, before: WaitingMessage[]): Promise<void>;
  /** There is no room in line. */
  refuse(item: WaitingMessage): void;
  /** whose turn runs; null: nobody's, or one that takes nobody's words */
  runningVoice(sessionKey: string): InboundMessage | null;
  isBusy(sessionKey: string): boolean;
  interrupt(sessionKey: string): void;
};

/** new words may put a collected turn off so often */
const quietRoundsMax = 20;
/** for a message that found nobody before it: there is nothing to decide */
const alone: QueueRules = { mode: 'followup', debounceMs: 0, cap: Infinity, drop: 'new' };

export function createTurnLine(
  { transcripts, config, queue, now }: Pick<ConversationRoom, 'transcripts' | 'config' | 'queue' | 'now'>,
  actions: LineActions,
): TurnLine {
  const lines = createWaitingLines();
  const ending = new AbortController();

  const rulesOf = (sessionKey: string, channel: string): QueueRules =>
    queueRules(transcripts.findSession(sessionKey)?.settings.queue, config().sessions.queue, channel);

  /** False when the process ends before the person has written nothing for as long as the rules say. */
  const quiet = async (head: WaitingMessage, rules: QueueRules): Promise<boolean> => {
    if (rules.debounceMs === 0 || !head.joinable || !head.hadToWait) return true;
    for (let round = 0; round < quietRoundsMax; round += 1) {
      const line = lines.of(head.target.sessionKey, head.lane);
      const newest = line[batchSize(line, rules.mode) - 1];
      if (newest === undefined) return true;
      const left = newest.entry.receivedAt + rules.debounceMs - now();
      if (left <= 0 || left > rules.debounceMs) return true;
      try {
        await setTimeout(left, undefined, { signal: ending.signal });
      } catch {
        return false;
      }
    }
    return true;
  };

  const runNext = async (sessionKey: string, lane: Lane): Promise<void> => {
    const [head] = lines.of(sessionKey, lane);
    if (head === undefined) return;
    const rulesNow = (): QueueRules => rulesOf(sessionKey, head.message.channel);
    // all that comes in the same moment, as after a start, is in line when this goes on
    if (!(await quiet(head, head.hadToWait ? rulesNow() : alone))) return;
    const line = lines.of(sessionKey, lane);
    const { mode } = line.length > 1 ? rulesNow() : alone;
    const batch = lines.take(sessionKey, lane, batchSize(line, mode));
    const item = batch.pop();
    if (item !== undefined) await actions.run(item, batch);
  };

  const makeRoom = (item: WaitingMessage, rules: QueueRules): 'there_is_room' | 'refused' => {
    const line = lines.of(item.target.sessionKey, item.lane);
    const full = overflow(line, item, rules);
    if (full.kind === 'refuse_new') {
      actions.refuse(item);
      return 'refused';
    }
    const oldest = full.kind === 'fits' ? undefined : line[full.oldest];
    if (oldest !== undefined && full.kind === 'shorten_oldest') oldest.shortened = true;
    else if (oldest !== undefined) {
      lines.remove(oldest);
      actions.refuse(oldest);
    }
    return 'there_is_room';
  };

  return {
    enqueue(item) {
      const { sessionKey } = item.target;
      if (lines.of(sessionKey, item.lane).length > 0 || actions.isBusy(sessionKey)) {
        item.hadToWait = true;
        const rules = rulesOf(sessionKey, item.message.channel);
        if (makeRoom(item, rules) === 'refused') return;
        lines.push(item);
        const voice = actions.runningVoice(sessionKey);
        if (rules.mode === 'interrupt' && item.joinable && voice !== null && isSameVoice(voice, item.message))
          actions.interrupt(sessionKey);
      } else lines.push(item);
      queue.add(sessionKey, () => runNext(sessionKey, item.lane), item.lane);
    },
    steering(sessionKey, lane, voice, mode) {
      const takeable = (): number => {
        const line = lines.of(sessionKey, lane);
        if (line.length === 0 || (mode ?? rulesOf(sessionKey, voice.channel).mode) !== 'steer') return 0;
        return steerable(line, voice);
      };
      return {
        waiting: () => takeable() > 0,
        take: () => lines.take(sessionKey, lane, takeable()),
      };
    },
    clear: (sessionKey) => lines.clear(sessionKey),
    waiting: (sessionKey) => lines.of(sessionKey, 'main').length + lines.of(sessionKey, 'subagents').length,
    close: () => ending.abort(),
  };
}
