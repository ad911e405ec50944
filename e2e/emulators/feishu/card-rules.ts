import { ApiFailure } from './answers.ts';
import type { Card } from './entities.ts';

const streamingLifeMs = 10 * 60_000;

export const cardFailures = {
  notFound: (what: string) => new ApiFailure(300313, `${what} does not exist`),
  sequence: () => new ApiFailure(300317, 'sequence number compare failed'),
  streamingClosed: () => new ApiFailure(300309, 'card streaming mode is closed'),
  duplicateElement: (why: string) => new ApiFailure(300301, why),
  parameter: (why: string) => new ApiFailure(200621, why),
  tooLarge: () => new ApiFailure(200860, 'card content exceeds the limit'),
} as const;

/** Streaming ends by itself ten minutes after it was switched on. */
export const isStreaming = (card: Card, now: number): boolean =>
  card.streamingSince !== null && now - card.streamingSince < streamingLifeMs;

/** Sequences are integers from 1, strictly growing over all operations of a card. Throws 300317. */
export function checkSequence(card: Card, sequence: unknown): number {
  if (typeof sequence !== 'number' || !Number.isInteger(sequence) || sequence <= card.sequence) {
    throw cardFailures.sequence();
  }
  return sequence;
}
