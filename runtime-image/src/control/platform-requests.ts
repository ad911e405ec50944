import * as z from 'zod/mini';
import { Instant, Word } from './fields.ts';

/** What the owner asks of the platform in the chat: a closed set. `id` stands for the message: the same after a crash. */
export const PlatformRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('renew'),
    id: Word,
    at: Instant,
    days: z.union([z.int().check(z.minimum(1), z.maximum(31)), z.literal('top-up')]),
    /** points may be spent */
    mayPay: z.boolean(),
  }),
  z.object({ kind: z.literal('status'), id: Word, at: Instant }),
]);
export type PlatformRequest = z.infer<typeof PlatformRequest>;

/** `GET /control/requests?wait=`: longest time, in seconds, that it holds the answer back while there is nothing. */
export const requestsWaitSecondsMax = 55;
const requestsAtOnce = 16;
/** Oldest first. A reader leaves out what it does not know: a gateway may be newer. */
export const PlatformRequestList = z.object({
  requests: z.array(z.unknown()).check(z.maxLength(requestsAtOnce)),
});

/** `POST /control/requests/:id/answer`: what the chat is told */
export const PlatformAnswer = z.object({ text: z.string().check(z.minLength(1), z.maxLength(4_000)) });
