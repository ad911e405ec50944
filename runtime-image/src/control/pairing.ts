import * as z from 'zod/mini';
import { Instant, Sentence, Word } from './fields.ts';

const requestsMax = 256;

/** Somebody who wrote to a bot and is not let in yet. */
export const PairingRequest = z.object({
  code: Word,
  channel: Word,
  accountId: Word,
  senderId: Word,
  senderName: Sentence,
  at: Instant,
  expiresAt: Instant,
});
export type PairingRequest = z.infer<typeof PairingRequest>;
export const PairingList = z.object({
  requests: z.array(PairingRequest).check(z.maxLength(requestsMax)),
});
