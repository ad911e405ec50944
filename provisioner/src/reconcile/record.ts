import { isDeepStrictEqual } from 'node:util';
import type { Db, Prisma } from '@rockpool/db/client';
import type { Decision } from './decide.ts';
import type { Loaded } from './load.ts';
import type { Observed } from './observe.ts';

/**
 * Writes the status columns that differ, and none when none does. Before an action it is the intent: the phase that begins
 * and the handle under which to look, so that whoever comes after a crash knows both.
 */
export async function record(
  db: Db,
  loaded: Loaded,
  observed: Observed,
  decision: Decision,
  handle: string,
): Promise<void> {
  const { row, id, now } = loaded;
  const wanted = status(loaded, observed, decision, handle);
  const changed = Object.entries(wanted).filter(
    ([name, value]) => !isDeepStrictEqual(value, row[name as keyof typeof row]),
  );
  if (changed.length === 0) return;
  const turned = changed.some(([name]) => name === 'phase' || name === 'phaseReason');
  await db.instance.update({
    where: { id },
    data: { ...Object.fromEntries(changed), ...(turned && { phaseSince: now }), observedAt: now },
  });
}

type Status = Omit<Prisma.InstanceUncheckedUpdateInput, 'id' | 'userId' | 'phaseSince' | 'observedAt'>;

function status(
  { row, now, clockOffsetMs }: Loaded,
  { seen, gateway }: Observed,
  decision: Decision,
  handle: string,
): Status {
  const { phase, phaseReason, detail, failures, retryAt } = decision;
  const judged: Status = { phase, phaseReason, phaseDetail: detail, failures, retryAt };
  if (seen.state === 'unknown') return judged;
  const answer = gateway?.state === 'answers' ? gateway.status : null;
  const gone = seen.state === 'absent' && decision.action === 'nothing';
  const becameReady = phase === 'running' && (row.phase !== 'running' || row.readyAt === null);
  const appTime = (instant: string) => new Date(Date.parse(instant) + clockOffsetMs);
  const answered = answer?.channels.flatMap(({ ownerAnsweredAt }) => ownerAnsweredAt ?? []).sort()[0];
  return {
    ...judged,
    // Taken over, or tried in vain: a wish that is still being carried out stays open.
    ...((decision.action === 'nothing' || phase === 'failed') && {
      specVersionSeen: row.specVersion,
      restartsSeen: row.restarts,
    }),
    handle: gone ? null : handle,
    endpoint:
      seen.state === 'running' && decision.action !== 'stop' && decision.action !== 'destroy'
        ? seen.endpoint
        : null,
    configHash: answer?.config.hash ?? (seen.state === 'running' ? row.configHash : null),
    readyAt: becameReady ? now : row.readyAt,
    verifiedAt: row.verifiedAt ?? (answered === undefined ? null : appTime(answered)),
    lastActivityAt: answer?.lastActivityAt ? appTime(answer.lastActivityAt) : row.lastActivityAt,
    ...(answer && { channelStatus: answer.channels }),
  };
}
