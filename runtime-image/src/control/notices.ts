import * as z from 'zod/mini';
import { channelsMax, OwnId, Sentence, Word } from './fields.ts';

/** `POST /control/notify`: words of the platform for the owner. */
export const Notice = z.object({
  id: OwnId,
  text: z.string().check(z.minLength(1), z.maxLength(4_000)),
});
export type Notice = z.infer<typeof Notice>;

/**
 * The browser chat has it when this is answered. `failed`: to be asked for again under the same id; `unknown`: nobody is known there
 * to whom it could go.
 */
export const NoticeReceipt = z.object({
  id: Word,
  channels: z
    .array(
      z.object({
        channel: Word,
        accountId: Word,
        state: z.enum(['delivered', 'failed', 'unknown']),
        /** in words, empty unless it failed */
        reason: Sentence,
      }),
    )
    .check(z.maxLength(channelsMax)),
});
export type NoticeReceipt = z.infer<typeof NoticeReceipt>;
