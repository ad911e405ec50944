import { z } from 'zod';
import type { Holding } from '../domain/campaign-edit.ts';
import { campaignColumns, CampaignRow } from '../ledger/campaign-columns.ts';
import { run, type Connection, type Statement } from '../ledger/connection.ts';

export { CampaignName, CampaignSlug, Stock } from '../domain/campaign-names.ts';

const Record = z.object({ ...CampaignRow.shape, version: z.number(), createdAt: z.date() });

/** A campaign as operators see it. */
export type CampaignRecord = z.infer<typeof Record>;

const columns = `${campaignColumns}, c.version, c.created_at as "createdAt"`;

const byId: Statement = {
  name: 'campaign-record',
  text: `select ${columns} from campaigns c where c.id = $1`,
};
const byIdLocked: Statement = {
  name: 'campaign-record-locked',
  text: `select ${columns} from campaigns c where c.id = $1 for no key update of c`,
};

/** Null when there is none; claims wait while it is locked. */
export async function readCampaignRecord(
  connection: Connection,
  id: string,
  { lock = false } = {},
): Promise<CampaignRecord | null> {
  if (!z.uuid().safeParse(id).success) return null;
  const [row] = await run(connection, lock ? byIdLocked : byId, [id]);
  return row ? Record.parse(row) : null;
}

// expiries to the quarter of an hour above: every zone's midnight is one, so the comparison with an end of use stays exact
const holdingsOf: Statement = {
  name: 'campaign-holdings',
  text: `
    select count(*)::int as people, granted_days as "grantedDays",
      to_timestamp(ceil(extract(epoch from expires_at) / 900) * 900) as "expiresAt"
    from entitlements where campaign_id = $1 group by 2, 3`,
};
const waitingOf: Statement = {
  name: 'campaign-waiting',
  text: `select count(*)::int as waiting from waiting_entries where campaign_id = $1 and left_at is null`,
};

/** What people of a campaign hold, and how many wait for it. */
export async function readHoldings(
  connection: Connection,
  id: string,
): Promise<{ holdings: Holding[]; waiting: number }> {
  const holdings = await run<Holding>(connection, holdingsOf, [id]);
  const [line] = await run<{ waiting: number }>(connection, waitingOf, [id]);
  return { holdings, waiting: line?.waiting ?? 0 };
}

const listed: Statement = {
  name: 'campaign-records',
  text: `
    select ${columns} from campaigns c
    where ($1::text is null or c.slug = $1)
      and ($2::timestamptz is null or (c.created_at, c.id) < ($2, $3::uuid))
    order by c.created_at desc, c.id desc limit $4`,
};

/** Newest first; `after`: the last one that was read before. */
export async function listCampaignRecords(
  connection: Connection,
  wish: { slug?: string | undefined; after?: { at: Date; id: string } | null; limit: number },
): Promise<CampaignRecord[]> {
  const { slug = null, after = null, limit } = wish;
  const rows = await run(connection, listed, [slug, after?.at ?? null, after?.id ?? null, limit]);
  return rows.map((row) => Record.parse(row));
}
