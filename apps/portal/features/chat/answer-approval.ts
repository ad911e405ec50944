/** The owner's word on a program that waits, from the browser to their own gateway. */
import type { ApprovalRequest } from '@rockpool/gateway/control';
import { z } from 'zod';
import type { GatewayPlace } from '../gateway/find-gateway.ts';
import { callGateway, type ChatCallResult } from './send-message.ts';

export type ApprovalDecision = z.infer<typeof ApprovalRequest>['decision'];

export const ApprovalAnswer = z.object({
  id: z.string().regex(/^[0-9a-f]{8}$/),
  decision: z.enum(['allow-once', 'allow-always', 'deny']),
});

/** A question that is over already is no failure: the page hears by the events what became of it. */
export function answerApproval(
  place: GatewayPlace,
  { id, decision }: z.infer<typeof ApprovalAnswer>,
): Promise<ChatCallResult> {
  return callGateway(place, (client) => client.decide(id, decision));
}
