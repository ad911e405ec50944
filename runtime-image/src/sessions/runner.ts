/** Runs what has the turn: a message with its model, or a command; and sums the session up afterwards when it has grown long. */
import type { InboundMessage } from '../channels/channel.ts';
import { isOneOff } from '../channels/local.ts';
import { giveCommand } from '../commands/give-command.ts';
import type { ParsedCommand } from '../commands/parse.ts';
import { findCommand } from '../commands/table.ts';
import type { AbortReason } from './abort-reason.ts';
import type { Answering } from './answering.ts';
import { asHeard } from './as-heard.ts';
import { callOf, withCalledSkill } from './called-skill.ts';
import { commandContext } from './command-context.ts';
import { compactSession, isNearItsLimit, type CompactionResult } from './compaction.ts';
import type { ConversationRoom } from './conversation.ts';
import type { RunningCommands } from './running-commands.ts';
import type { RunningTurns } from './running-turns.ts';
import { storeCommand } from './store-command.ts';
import { texts } from './texts.ts';
import { runTurnJob } from './turn-job.ts';
import type { TurnLine } from './turn-line.ts';
import type { TurnOutcome } from './turn-outcome.ts';
import type { WaitingMessage } from './waiting-lines.ts';

/** after so many interrupted attempts a message is taken for the cause of the interruptions */
const attemptsMax = 3;

export type RunnerParts = {
  answering: Answering;
  running: RunningTurns;
  line: TurnLine;
  isPersons(message: InboundMessage): boolean;
  commands: RunningCommands;
  /** ends what runs and waits in a session; false when there was nothing */
  stop(sessionKey: string): boolean;
  tellStopped(item: WaitingMessage): void;
};

export type Runner = {
  /** The turn of `item` together with those before it. Throws the abort when the process ends. */
  runMessage(item: WaitingMessage, before: readonly WaitingMessage[]): Promise<void>;
  runCommand(item: WaitingMessage, parsed: ParsedCommand): Promise<void>;
};

export function createRunner(room: ConversationRoom, parts: RunnerParts): Runner {
  const { answering, running, line, isPersons, stop, tellStopped } = parts;
  const { answer, send } = answering;

  const runMessage = async (item: WaitingMessage, before: readonly WaitingMessage[]): Promise<void> => {
    const { entry, reply, target, lane } = item;
    const { agentId, sessionKey } = target;
    if (entry.attempts >= attemptsMax)
      return answer(entry, reply, texts.gaveUp[room.config().locale], 'failed');
    const voice = isPersons(item.message) ? item.message : null;
    const entered =
      voice !== null
        ? line.steering(sessionKey, lane, voice)
        : room.internal[item.message.channel]?.entersTurn === undefined
          ? null
          : line.steering(sessionKey, lane, item.message, 'steer');
    const turn = async (signal: AbortSignal): Promise<TurnOutcome | null> => {
      try {
        return await runTurnJob(room, {
          entry: await withCalledSkill(room, agentId, await asHeard(room, entry, signal)),
          reply,
          agentId,
          sessionKey,
          signal,
          before,
          mayHold: voice !== null && voice.channel !== 'web',
          line: entered,
          isPersons: voice !== null,
          settings: item.settings,
          joined: (turnId, other) => answering.join(turnId, other),
        });
      } catch (error) {
        // ended before it had begun
        if (!signal.aborted || signal.reason === ('shutdown' satisfies AbortReason)) throw error;
        return null;
      }
    };
    const outcome = await running.run(sessionKey, { voice }, turn);
    if (outcome === null) {
      for (const each of [...before, item]) tellStopped(each);
      return;
    }
    await send(entry, reply, outcome.answer, outcome.state === 'done' ? 'answered' : outcome.state);
    if (isOneOff(entry.message)) return;
    if (outcome.wasTooLong === true || isNearItsLimit(room, sessionKey, outcome)) await compact(item, '');
  };

  const compact = (item: WaitingMessage, instructions: string): Promise<CompactionResult> => {
    const { message, target } = item;
    return running.run(target.sessionKey, { voice: null, canWait: true }, (signal) =>
      compactSession(room, { ...target, message, instructions, signal }),
    );
  };

  const runCommand = async (item: WaitingMessage, parsed: ParsedCommand): Promise<void> => {
    const { entry, reply, target } = item;
    const { agentId, sessionKey } = target;
    // it may be a skill that was put there a moment ago
    if (findCommand(parsed.name, room.moreCommands?.(agentId)) === null) {
      await room.skills.lookAt(agentId, 'now');
      if (callOf(room, agentId, entry.message) !== null) return line.enqueue({ ...item, command: null });
    }
    const session = room.transcripts.openSession(sessionKey, agentId);
    const now = running.find(sessionKey);
    const result = await giveCommand(
      parsed.name,
      commandContext(room, session, entry.message, parsed.args, {
        abort: () => stop(sessionKey),
        running: now !== null,
        runningSince: now?.since ?? null,
        waiting: line.waiting(sessionKey),
        compact: (instructions) => compact(item, instructions),
        abortable: (job) => parts.commands.run(sessionKey, job),
      }),
    );
    if (result.thenAsk !== undefined) {
      const message = { ...entry.message, text: result.thenAsk };
      return runMessage({ ...item, message, entry: { ...entry, message } }, []);
    }
    storeCommand(room, entry, sessionKey, result.text, result.keptAs);
    await send(entry, reply, result.text, 'command');
    result.afterwards?.();
  };

  return { runMessage, runCommand };
}
