import * as z from 'zod/mini';
import { Instant, Sentence, Word } from './fields.ts';

const waitingMax = 64;

export const approvalEnds = [
  'allow-once',
  'allow-always',
  'deny',
  'expired',
  'stopped',
  'interrupted',
] as const;

/** A program that the owner is asked about. `decided` is null while the question waits; `askedBy` is empty for the owner. */
export const Approval = z.object({
  id: Word,
  command: z.string().check(z.maxLength(4_000)),
  agentId: Word,
  sessionKey: z.string(),
  askedBy: Sentence,
  at: Instant,
  expiresAt: Instant,
  decided: z.nullable(z.enum(approvalEnds)),
});
export type Approval = z.infer<typeof Approval>;
export const ApprovalList = z.object({ approvals: z.array(Approval).check(z.maxLength(waitingMax)) });
/** `POST /control/approvals/:id` */
export const ApprovalRequest = z.object({ decision: z.enum(['allow-once', 'allow-always', 'deny']) });
