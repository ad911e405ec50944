/** What a turn has come to. */
import type { TokenUsage } from '../agent/messages.ts';
import type { ModelFailure } from '../model-errors.ts';
import type { ConversationBound } from './turn-record.ts';

export type TurnOutcome = {
  state: 'done' | 'failed' | 'stopped';
  /** what is sent; empty: nothing */
  answer: string;
  /** the assistant said something that is stored */
  hasAnswer: boolean;
  failure: ModelFailure | null;
  model: string | null;
  usage: TokenUsage;
  /** what the conversation may take with this turn's model; null: no model was asked */
  historyTokensMax: number | null;
  /** no more than this is in the conversation now; absent: not known */
  historyAtMost?: ConversationBound;
  /** a model found the conversation too long, whatever we had counted */
  wasTooLong?: boolean;
};
