import type pg from 'pg';
import type { Actor, AuditDraft } from '../audit/write.ts';
import type { Db } from '../client.ts';
import type { Permission } from '../domain/roles.ts';
import { offerPlacesIn } from '../ledger/waiting-list.ts';
import { readCampaignRecord, type CampaignRecord } from './campaign-record.ts';
import { writeColumns } from './campaign-write.ts';
import type { CampaignRefusal, CampaignResult } from './campaigns.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';

export interface CampaignStep {
  id: string;
  /** the one that the operator's page showed */
  version: number;
}

/** Columns of a campaign that an operator's change gives new values. */
export type CampaignColumns = Partial<
  Pick<
    CampaignRecord,
    | 'slug'
    | 'name'
    | 'policy'
    | 'nextPolicy'
    | 'nextPolicyFrom'
    | 'stock'
    | 'publishedAt'
    | 'pausedAt'
    | 'endedAt'
  >
>;

/** What was decided: the columns that get new values, and how the log names it. */
interface Change {
  action: AuditDraft['action'];
  columns: CampaignColumns;
  reason?: string | undefined;
}

/** The frame of every change: lock, version, decide, write, and places for who waits; `columns` that are as before are no change. */
export function changeCampaign(
  db: Db,
  actor: Actor,
  permission: Permission,
  { id, version }: CampaignStep,
  decide: (connection: pg.PoolClient, before: CampaignRecord) => Promise<Change | CampaignRefusal>,
): Promise<CampaignResult | Forbidden> {
  return operate(db, actor, permission, async (connection): Promise<Operated<CampaignResult>> => {
    const before = await readCampaignRecord(connection, id, { lock: true });
    if (!before) return { result: { kind: 'not_found' }, audit: null };
    if (before.version !== version) return { result: { kind: 'conflict', campaign: before }, audit: null };
    const decision = await decide(connection, before);
    if ('kind' in decision) return { result: decision, audit: null };
    const { action, columns, reason } = decision;
    const keys = (Object.keys(columns) as (keyof CampaignColumns)[]).filter(
      (key) => JSON.stringify(columns[key]) !== JSON.stringify(before[key]),
    );
    if (keys.length === 0)
      return { result: { kind: 'saved', campaign: before, changed: false }, audit: null };
    const written = await writeColumns(connection, id, columns);
    if (!written) return { result: { kind: 'slug_taken', slug: columns.slug! }, audit: null };
    await offerPlacesIn(connection, id);
    const campaign = (await readCampaignRecord(connection, id))!;
    const only = (of: CampaignColumns) => Object.fromEntries(keys.map((key) => [key, of[key]]));
    return {
      result: { kind: 'saved', campaign, changed: true },
      audit: {
        action,
        subject: { kind: 'campaign', id },
        ...(reason ? { reason } : {}),
        before: only(before),
        after: only(columns),
      },
    };
  });
}
