/** What becomes of a message in the end: answered and sent, done together with another one, or dropped. */
import type { Reply } from '../channels/channel.ts';
import { isLocal, isOneOff } from '../channels/local.ts';
import type { AnswerOutcome, InboxEntry } from '../store/inbox.ts';
import type { ConversationRoom } from './conversation.ts';
import type { Route } from './route.ts';
import { turnIdOf } from './turn-id.ts';

export type Joined = { entry: InboxEntry; reply: Reply };

export type Answering = {
  /** Sends a stored answer; an empty one takes the typing mark away and says nothing. Those who joined its turn are done with it. */
  send(entry: InboxEntry, reply: Reply, text: string, outcome: AnswerOutcome): Promise<void>;
  /** Stores an answer and sends it. */
  answer(entry: InboxEntry, reply: Reply, text: string, outcome: AnswerOutcome): Promise<void>;
  drop(entry: InboxEntry, reason: string): void;
  /** The message is part of another one's turn and ends with it. Its own entry must say so already. */
  join(turnId: string, joined: Joined): void;
};

/** @param underWay seqs of the entries that this process works on */
export function createAnswering(
  room: ConversationRoom,
  underWay: Set<number>,
  routeOf: (message: InboxEntry['message']) => Route,
): Answering {
  const { inbox, logger, metrics } = room;
  const joins = new Map<string, Joined[]>();

  const done = (entry: InboxEntry, outcome: AnswerOutcome, joined: readonly Joined[], text: string): void => {
    const { channel, accountId, sender } = entry.message;
    const turnId = turnIdOf(entry.message);
    const isSent = text !== '';
    room.database.grouped(() => {
      inbox.markDone(entry.seq, null);
      for (const other of joined) inbox.markDone(other.entry.seq, 'joined');
      if (isOneOff(entry.message)) room.transcripts.drop(routeOf(entry.message).sessionKey, turnId);
      const isPlatforms = !isLocal(channel) && room.internal[channel] === undefined;
      if (!isPlatforms || outcome === 'pairing' || !isSent) return;
      const byOwner = outcome === 'answered' && sender.id === room.report.ownerOf(channel, accountId);
      room.people.noteAnswered(channel, room.report.appIdOf(channel, accountId), byOwner);
    });
    if (outcome === 'answered' && isSent)
      room.speech.answered(entry.message, routeOf(entry.message).sessionKey, turnId, text);
    joins.delete(turnId);
    underWay.delete(entry.seq);
    for (const other of joined) underWay.delete(other.entry.seq);
    metrics.add('messages_answered', 'Answers accepted by their channel', ['channel', channel]);
    room.report.noteActivity();
    room.report.changed();
  };

  const send: Answering['send'] = (entry, reply, text, outcome) => {
    const turnId = turnIdOf(entry.message);
    const finish = async (): Promise<void> => {
      await (text === '' ? reply.discard() : reply.finish(text));
      const joined = joins.get(turnId);
      if (joined !== undefined) await Promise.all(joined.map((other) => other.reply.discard()));
    };
    return room.deliveries.deliver({
      finish,
      done: () => done(entry, outcome, joins.get(turnId) ?? [], text),
      failed(error, attemptsLeft) {
        logger.log('error', 'an answer could not be sent', { turn: turnId, attemptsLeft, error });
        metrics.add('errors', 'Failures by kind', ['kind', 'delivery']);
      },
    });
  };

  return {
    send,
    async answer(entry, reply, text, outcome) {
      inbox.markAnswered(entry.seq, text, outcome);
      await room.database.committed();
      return send(entry, reply, text, outcome);
    },
    drop(entry, reason) {
      room.database.grouped(() => {
        inbox.markDone(entry.seq, reason);
        if (isOneOff(entry.message))
          room.transcripts.drop(routeOf(entry.message).sessionKey, turnIdOf(entry.message));
      });
      underWay.delete(entry.seq);
      metrics.add('messages_dropped', 'Messages not processed', ['reason', reason]);
    },
    join(turnId, joined) {
      const others = joins.get(turnId);
      if (others === undefined) joins.set(turnId, [joined]);
      else others.push(joined);
    },
  };
}
