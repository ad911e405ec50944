/** One message on its session's queue: stores its beginning and runs the turn. */
import type { Reply } from '../channels/channel.ts';
import type { Steering } from '../agent/loop.ts';
import { beginTurn, joinTurn, type Beginning } from './begin-turn.ts';
import type { ConversationRoom } from './conversation.ts';
import { isByOwner } from './by-owner.ts';
import { groupPrompt } from './group-prompt.ts';
import { answerBySkill } from './skill-turn.ts';
import { withAttachments } from './read-attachments.ts';
import { heldReply } from './replies.ts';
import { decideSend } from './send-policy.ts';
import { toolsOfTurn } from './turn-tools.ts';
import { turnIdOf } from './turn-id.ts';
import type { LineSteering } from './turn-line.ts';
import { runTurn } from './turn.ts';
import type { TurnOutcome } from './turn-outcome.ts';
import { createTurnTeller, type TurnTeller } from './turn-teller.ts';
import type { WaitingMessage } from './waiting-lines.ts';

export type TurnJob = Beginning & {
  reply: Reply;
  signal: AbortSignal;
  /** what its person writes meanwhile; null: nobody may enter the turn */
  line: LineSteering | null;
  /** people read it in a chat */
  isPersons: boolean;
  /** in place of the session's, for this turn; null: none */
  settings: WaitingMessage['settings'];
  /** whether the session's send policy counts: for chats of a platform */
  mayHold: boolean;
  /** told of each message that has become part of the turn and ends with it */
  joined(turnId: string, message: WaitingMessage): void;
};

/** Throws `shutdown` when aborted for that reason, leaving the entry unfinished. */
export async function runTurnJob(room: ConversationRoom, given: TurnJob): Promise<TurnOutcome> {
  const job = given.entry.message.attachments === undefined ? given : await withAttachments(room, given);
  const { entry, agentId, sessionKey, signal, before, isPersons } = job;
  const { message } = entry;
  const config = room.config();
  const agent = config.agents[agentId];
  if (agent === undefined) throw new Error(`the agent ${agentId} is gone`);
  const turnId = turnIdOf(message);
  const teller = createTurnTeller(room, { turnId, sessionKey, message });
  const extra = room.apiCalls.get(message.messageId)?.extra ?? {
    system: groupPrompt(message, config),
    history: [],
  };

  const begun = beginTurn(room, config, job);
  const session =
    job.settings === null ? begun : { ...begun, settings: { ...begun.settings, ...job.settings } };
  for (const other of before) job.joined(turnId, other);
  const { channel, chat } = message;
  const sending = decideSend(session.settings.send, config.sessions.send, {
    channel,
    chatKind: chat.kind,
    sessionKey,
  });
  const isHeld = job.mayHold && sending.kind === 'hold';
  const reply = isHeld ? heldReply(job.reply) : job.reply;
  reply.typing();
  // a message that ends the process must be known for it at the next start
  await room.database.committed();
  room.report.noteActivity();
  teller.begins([...before.map((other) => other.entry), entry]);

  const byOwner = isByOwner(room, message);
  const resumed = entry.attempts > 0;
  const byCode = await answerBySkill(room, {
    turnId,
    inboxSeq: entry.seq,
    sessionKey,
    agent,
    message,
    byOwner,
    signal,
    isHeld,
    resumed,
  });
  const tools = toolsOfTurn(room, agentId, { message, byOwner });
  const steering = job.line && steeringOf(room, job, job.line, teller);
  const asked = (): Promise<TurnOutcome> =>
    runTurn(
      {
        turnId,
        inboxSeq: entry.seq,
        session,
        agent,
        message,
        reply,
        signal,
        extra,
        resumed,
        byOwner,
        steering,
        isHeld,
        isPersons,
      },
      { ...room, config, tools, emit: (event) => teller.event(event) },
    );
  const outcome = byCode ?? (await asked());
  await room.database.committed();
  const call = room.apiCalls.get(message.messageId);
  if (call !== undefined) call.usage = outcome.usage;
  teller.ends(outcome);
  return outcome;
}

/** What is taken from the line is stored as words of this turn, and ends with it. */
function steeringOf(
  room: ConversationRoom,
  { entry, sessionKey, joined }: Pick<TurnJob, 'entry' | 'sessionKey' | 'joined'>,
  line: LineSteering,
  teller: TurnTeller,
): Steering {
  const turnId = turnIdOf(entry.message);
  return {
    waiting: () => line.waiting(),
    async take() {
      const taken = line.take();
      const words = joinTurn(room, sessionKey, turnId, taken);
      for (const other of taken) joined(turnId, other);
      await room.database.committed();
      teller.joined(taken.map((other) => other.entry));
      return words;
    },
  };
}
