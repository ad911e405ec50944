import { z } from 'zod';
import { problemTable, type ProblemReason } from './problem-table.ts';

/** A refusal with the fact that decides it: plain JSON, never a secret. */
export interface Problem {
  reason: ProblemReason;
  fact: Record<string, unknown>;
}

export const problem = (reason: ProblemReason, fact: Record<string, unknown> = {}): Problem => ({
  reason,
  fact,
});

/** RFC 9457 on the wire. */
export const ProblemDetails = z
  .object({
    type: z.string().meta({ description: 'where it is explained: /console/api#<reason>' }),
    title: z.string(),
    status: z.int(),
    reason: z.string().meta({ description: 'of a closed set; programs decide by it' }),
    fact: z.record(z.string(), z.unknown()).meta({ description: 'what decided it' }),
    traceId: z.string().meta({ description: 'names the request in the service’s log' }),
  })
  .meta({ id: 'Problem' });

export function problemResponse(
  { reason, fact }: Problem,
  traceId: string,
  headers: Record<string, string> = {},
): Response {
  const { status, en } = problemTable[reason];
  const body = { type: `/console/api#${reason}`, title: en, status, reason, fact, traceId };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}
