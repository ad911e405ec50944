/** What is written of a turn, and how far the conversation has grown by it. */
import type { Steering } from '../agent/loop.ts';
import type { TokenUsage } from '../agent/messages.ts';
import { dayIn } from '../local-time.ts';
import type { StoredMessage } from '../store/stored-message.ts';
import type { TurnRequest, TurnRoom } from './turn-request.ts';

/** No more than this is in the conversation. */
export type ConversationBound = { tokens: number; messages: number };

export type TurnEnd = {
  state: 'done' | 'failed' | 'stopped';
  /** what is sent */
  answer: string;
  /** words of the last step; empty: none */
  words: string;
  /** said in place of an answer; empty: nothing */
  notice: string;
  /** kind of the failure */
  error: string | null;
  usage: TokenUsage;
};

export type TurnRecord = {
  /** who says what is written from now on; null: nobody has spoken */
  model: string | null;
  row(kind: StoredMessage['kind'], text: string, data: StoredMessage['data']): void;
  /** Stores all that its end leaves, in one step. */
  end(end: TurnEnd): void;
  /** The conversation as the prompt holds it. */
  begin(bound: ConversationBound): void;
  /** The same, and what enters the turn by it counts. */
  steering(entering: Steering): Steering;
  bound(): ConversationBound;
};

/** more than any message costs beside its text */
const messageTokensExtra = 16;

export function createTurnRecord(
  { turnId, inboxSeq, session, message }: TurnRequest,
  { database, transcripts, inbox, config, now }: TurnRoom,
): TurnRecord {
  const startedAt = now();
  let bound: ConversationBound = { tokens: 0, messages: 0 };
  // no text has more tokens than characters, but for what each message costs by itself
  const grow = (chars: number): void => {
    bound = { tokens: bound.tokens + chars + messageTokensExtra, messages: bound.messages + 1 };
  };
  const record: TurnRecord = {
    model: null,
    row(kind, text, data) {
      grow(text.length + (data?.toolCalls === undefined ? 0 : JSON.stringify(data.toolCalls).length));
      const { model } = record;
      const { channel } = message;
      transcripts.append({ session: session.key, turnId, kind, text, data, channel, at: now(), model });
    },
    begin: (found) => void (bound = found),
    bound: () => bound,
    steering: (entering) => ({
      waiting: () => entering.waiting(),
      async take() {
        const words = await entering.take();
        for (const word of words) grow(word.role === 'user' ? word.text.length : 0);
        return words;
      },
    }),
    end({ state, answer, words, notice, error, usage }) {
      const { model } = record;
      database.grouped(() => {
        if (words !== '') record.row('assistant', words, null);
        if (notice !== '') record.row('notice', notice, null);
        transcripts.addTurn({
          id: turnId,
          session: session.key,
          inboxSeq,
          state,
          startedAt,
          model,
          error,
          usage,
        });
        if (model !== null && usage.input + usage.output > 0)
          transcripts.addUsage(dayIn(config.timeZone, now()).date, model, usage);
        inbox.markAnswered(inboxSeq, answer, state === 'done' ? 'answered' : state);
      });
    },
  };
  return record;
}
