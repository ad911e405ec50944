/** What an answer under way leaves behind, so that after a crash it goes on in the same messages. */
import * as z from 'zod/mini';

export const SavedPart = z.discriminatedUnion('kind', [
  /** a CardKit card; `sequence` is one that was not used before, `messageId` null until the card was sent */
  z.object({
    kind: z.literal('card'),
    cardId: z.string(),
    messageId: z.nullable(z.string()),
    sequence: z.int(),
  }),
  /** a card that is changed by replacing its message's content */
  z.object({ kind: z.literal('message-card'), messageId: z.string() }),
  /** delivered and finished */
  z.object({ kind: z.literal('sent') }),
]);
export type SavedPart = z.infer<typeof SavedPart>;

export const SavedReply = z.object({
  /** one for each message of the answer, in order */
  parts: z.array(SavedPart),
  /** the typing mark on the user's message */
  reactionId: z.nullable(z.string()),
});
export type SavedReply = z.infer<typeof SavedReply>;

/** Anything that is not ours counts as nothing saved. */
export function parseSavedReply(saved: unknown): SavedReply {
  return SavedReply.safeParse(saved).data ?? { parts: [], reactionId: null };
}
