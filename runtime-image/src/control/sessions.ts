import * as z from 'zod/mini';
import { Instant } from './fields.ts';

/** `GET /control/sessions`, newest activity first. `messages`: those of people and of the assistant; `model`: chosen by `/model`. */
export const SessionList = z.object({
  sessions: z.array(
    z.object({
      key: z.string(),
      agentId: z.string(),
      createdAt: Instant,
      updatedAt: Instant,
      messages: z.number(),
      model: z.nullable(z.string()),
    }),
  ),
});
export type SessionList = z.infer<typeof SessionList>;
