import * as z from 'zod/mini';
import { Approval } from './approvals.ts';
import { ChatMessage } from './chat.ts';
import { GatewayStatus } from './status.ts';

/** Events of `GET /control/events`, main session and status. `event:` is the type, `data:` the JSON of the whole object. */
export const ControlEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('status'), status: GatewayStatus }),
  z.object({ type: z.literal('message'), message: ChatMessage }),
  /** of every session: asked, or decided */
  z.object({ type: z.literal('approval'), approval: Approval }),
  z.object({ type: z.literal('turn-start'), turnId: z.string(), replyTo: z.string() }),
  z.object({ type: z.literal('delta'), turnId: z.string(), text: z.string() }),
  z.object({ type: z.literal('reasoning'), turnId: z.string(), text: z.string() }),
  z.object({
    type: z.literal('tool'),
    turnId: z.string(),
    id: z.string(),
    name: z.string(),
    input: z.string(),
    /** null while it runs */
    output: z.nullable(z.string()),
    ok: z.boolean(),
  }),
  /** the turn ended; `message` is the stored answer, null when stopped before any text or failed */
  z.object({
    type: z.literal('turn-end'),
    turnId: z.string(),
    message: z.nullable(ChatMessage),
    error: z.nullable(z.string()),
  }),
]);
export type ControlEvent = z.infer<typeof ControlEvent>;
