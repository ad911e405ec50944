import type { ClaimQueue } from '@rockpool/db/ledger/claim-queue';
import { claimLine } from './line.ts';
import { lineState, type LineState } from './line-state.ts';

type Request = Parameters<ClaimQueue['ask']>[0];

/** A click in quiet times is answered while its request waits. */
const quietWaitMs = 1_500;
/** With more in line than this nobody's request waits: the answer is the place. */
const quietLineMax = 100;

/** Takes a place in line, or keeps the one there is. Throws when the database does not answer. */
export async function askClaim(request: Request): Promise<LineState> {
  const { queue, reader } = claimLine();
  const { length, left } = await reader.line(request.campaignId);
  // where nothing is left the whole line is answered at once
  const comesSoon = length <= quietLineMax || left === 0;
  const asked = await queue.ask(request, comesSoon ? quietWaitMs : 0);
  if (asked.kind === 'answered') return lineState(asked, Math.random());
  return readLine(request);
}

export async function readLine({
  campaignId,
  userId,
}: Pick<Request, 'campaignId' | 'userId'>): Promise<LineState> {
  return lineState(await claimLine().reader.look(campaignId, userId), Math.random());
}
