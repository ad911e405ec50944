/** What an answer under way leaves behind, so that after a crash it goes on where it was. */
import * as z from 'zod/mini';

export const SavedReply = z.object({
  /** messages of the answer that the platform has accepted */
  sent: z.int(),
  /** the growing card; `closing`: the final text was tried, `closed`: it was accepted, `given-up`: the answer goes as messages */
  card: z.nullable(
    z.object({ outTrackId: z.string(), state: z.enum(['open', 'closing', 'closed', 'given-up']) }),
  ),
  /** the typing mark lies on the person's message */
  marked: z.boolean(),
});
export type SavedReply = z.infer<typeof SavedReply>;

/** Anything that is not ours counts as nothing saved. */
export function parseSavedReply(saved: unknown): SavedReply {
  return SavedReply.safeParse(saved).data ?? { sent: 0, card: null, marked: false };
}
