import { isDeepStrictEqual } from 'node:util';
import { nextDiskState, type DiskState } from '@rockpool/db/domain/disk-state';
import type { Phase, PhaseReason } from '@rockpool/db/domain/instance';
import type { Decision } from './decision.ts';
import type { Loaded } from './load.ts';
import type { Observed } from './observe.ts';

/** All that the provisioner writes to the row of an instance. */
export type InstanceStatus = {
  id: string;
  phase: Phase;
  phaseReason: PhaseReason;
  phaseDetail: string;
  phaseSince: Date;
  failures: number;
  retryAt: Date | null;
  specVersionSeen: number;
  restartsSeen: number;
  handle: string | null;
  endpoint: string | null;
  configHash: string | null;
  readyAt: Date | null;
  verifiedAt: Date | null;
  lastActivityAt: Date | null;
  channelStatus: unknown;
  diskState: DiskState | null;
  observedAt: Date;
};

/** What the driver calls it, and under which address others reach a gateway that answers at the driver's endpoint. */
export type Names = { handle: string; publish: (endpoint: string) => string };

/**
 * Writes the status when it differs, and nothing when it does not. Before an action it is the intent: the phase that begins
 * and the handle under which to look, so that whoever comes after a crash knows both.
 */
export async function record(
  write: (status: InstanceStatus) => Promise<void>,
  loaded: Loaded,
  observed: Observed,
  decision: Decision,
  names: Names,
): Promise<Loaded> {
  const { row, id, now } = loaded;
  const before = statusOf(row);
  const after = { ...before, ...status(loaded, observed, decision, names) };
  if (isDeepStrictEqual(before, after)) return loaded;
  const turned = before.phase !== after.phase || before.phaseReason !== after.phaseReason;
  const phaseSince = turned ? now : row.phaseSince;
  await write({ id, ...after, phaseSince, observedAt: now });
  return { ...loaded, row: { ...row, ...after, phaseSince } };
}

type Status = Omit<InstanceStatus, 'id' | 'phaseSince' | 'observedAt'>;

const statusOf = (row: Loaded['row']): Status => ({
  phase: row.phase,
  phaseReason: row.phaseReason,
  phaseDetail: row.phaseDetail,
  failures: row.failures,
  retryAt: row.retryAt,
  specVersionSeen: row.specVersionSeen,
  restartsSeen: row.restartsSeen,
  handle: row.handle,
  endpoint: row.endpoint,
  configHash: row.configHash,
  readyAt: row.readyAt,
  verifiedAt: row.verifiedAt,
  lastActivityAt: row.lastActivityAt,
  channelStatus: row.channelStatus,
  diskState: row.diskState,
});

function status(
  { row, now, clockOffsetMs }: Loaded,
  { seen, gateway }: Observed,
  decision: Decision,
  { handle, publish }: Names,
): Partial<Status> {
  const { phase, phaseReason, detail, failures, retryAt } = decision;
  const judged: Partial<Status> = { phase, phaseReason, phaseDetail: detail, failures, retryAt };
  if (seen.state === 'unknown') return judged;
  const answer = gateway?.state === 'answers' ? gateway.status : null;
  const gone = seen.state === 'absent' && decision.action === 'nothing';
  const becameReady = phase === 'running' && (row.phase !== 'running' || row.readyAt === null);
  const appTime = (instant: string) => new Date(Date.parse(instant) + clockOffsetMs);
  const answered = answer?.channels.flatMap(({ ownerAnsweredAt }) => ownerAnsweredAt ?? []).sort()[0];
  const removed = gone && phase === 'removed';
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
        ? publish(seen.endpoint)
        : null,
    configHash: answer?.config.hash ?? (seen.state === 'running' ? row.configHash : null),
    readyAt: becameReady ? now : row.readyAt,
    verifiedAt: row.verifiedAt ?? (answered === undefined ? null : appTime(answered)),
    lastActivityAt: answer?.lastActivityAt ? appTime(answer.lastActivityAt) : row.lastActivityAt,
    ...(answer && {
      channelStatus: answer.channels,
      diskState: answer.disk ? nextDiskState(row.diskState, answer.disk.usedPercent) : null,
    }),
    // whatever comes after it under this id begins anew
    ...(removed && { readyAt: null, verifiedAt: null, lastActivityAt: null }),
    ...(removed && { channelStatus: [], diskState: null }),
  };
}
