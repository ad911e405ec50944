import { createClaimQueue, type ClaimQueue } from '@rockpool/db/ledger/claim-queue';
import { createLineReader, type LineReader } from '@rockpool/db/ledger/claim-line-view';
import { db } from '../../db.ts';
import { log } from '../../log.ts';
import { memberships } from '../../memberships.ts';
import { portalMetrics } from '../metrics/metrics.ts';

// on globalThis because Next loads a module once per bundle, and a process decides lines once
const shared = globalThis as typeof globalThis & { rockpoolLine?: { queue: ClaimQueue; reader: LineReader } };

/** The line in front of claims, as this process has it. The first call begins to decide lines that others left. */
export function claimLine(): { queue: ClaimQueue; reader: LineReader } {
  return (shared.rockpoolLine ??= {
    queue: createClaimQueue(db(), memberships(), {
      onAnswer(_, answer) {
        const result = answer.kind === 'claimed' ? 'claimed' : answer.refusal.reason;
        portalMetrics().claims.inc({ result });
      },
      onError: (error) => log().error({ err: error }, 'a claim in line could not be decided'),
    }),
    reader: createLineReader(db()),
  });
}
