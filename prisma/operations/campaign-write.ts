import type { Connection } from '../ledger/connection.ts';
import { run, type Statement } from '../ledger/connection.ts';
import type { CampaignColumns } from './campaign-change.ts';
import type { CampaignDraft } from './campaigns.ts';

const insert: Statement = {
  name: 'campaign-insert',
  text: `
    insert into campaigns (id, slug, name, policy, stock, published_at)
    values (gen_random_uuid(), $1, $2::jsonb, $3::jsonb, $4, null)
    on conflict (slug) do nothing
    returning id`,
};

/** A new draft's id; null when the slug is taken. */
export async function addColumns(connection: Connection, draft: CampaignDraft): Promise<string | null> {
  const { slug, name, policy, stock } = draft;
  const values = [slug, JSON.stringify(name), JSON.stringify(policy), stock];
  const [row] = await run<{ id: string }>(connection, insert, values);
  return row?.id ?? null;
}

const update: Statement = {
  name: 'campaign-update',
  text: `
    update campaigns set
      slug = case when $2::jsonb ? 'slug' then $2::jsonb ->> 'slug' else slug end,
      name = coalesce($2::jsonb -> 'name', name),
      policy = coalesce($2::jsonb -> 'policy', policy),
      next_policy = case when $2::jsonb ? 'nextPolicy' then nullif($2::jsonb -> 'nextPolicy', 'null'::jsonb) else next_policy end,
      next_policy_from = case when $2::jsonb ? 'nextPolicyFrom' then ($2::jsonb ->> 'nextPolicyFrom')::timestamptz
        else next_policy_from end,
      stock = case when $2::jsonb ? 'stock' then ($2::jsonb ->> 'stock')::int else stock end,
      published_at = case when $2::jsonb ? 'publishedAt' then ($2::jsonb ->> 'publishedAt')::timestamptz else published_at end,
      paused_at = case when $2::jsonb ? 'pausedAt' then ($2::jsonb ->> 'pausedAt')::timestamptz else paused_at end,
      ended_at = case when $2::jsonb ? 'endedAt' then ($2::jsonb ->> 'endedAt')::timestamptz else ended_at end,
      version = version + 1
    where id = $1 and not exists (select from campaigns other where other.slug = $2::jsonb ->> 'slug' and other.id <> $1)
    returning id`,
};

/** Gives the named columns their values, inside the transaction that holds the row. False: the slug is another's. */
export async function writeColumns(
  connection: Connection,
  id: string,
  columns: CampaignColumns,
): Promise<boolean> {
  const rows = await run(connection, update, [id, JSON.stringify(columns)]);
  return rows.length > 0;
}

const wake: Statement = {
  name: 'campaign-wake',
  text: `
    select add_keyed_job(
      'reconcile', json_build_object('instanceId', i.id), 'policy:' || i.id,
      $2::timestamptz - (select offset_ms from clock where id = 1) * interval '1 millisecond'
    )
    from entitlements e join instances i on i.user_id = e.user_id
    where e.campaign_id = $1 and i.phase <> 'removed'`,
};

/** Every computer of the campaign is looked at when a new policy begins to hold: its ends may be others. */
export async function wakeComputersAt(connection: Connection, id: string, at: Date): Promise<void> {
  await run(connection, wake, [id, at]);
}
