import { createHash, randomInt, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../audit/write.ts';
import type { Db } from '../client.ts';
import { codeAlphabet, codeLength, normalizeCode } from '../domain/invitation.ts';
import { run, type Statement } from '../ledger/connection.ts';
import { operate, type Forbidden, type Operated } from './operate.ts';

export const codesMax = 10_000;

const InvitationBatch = z.object({
  campaignId: z.uuid(),
  count: z.int().min(1).max(codesMax),
  usesMax: z.int().min(1).max(1_000_000).default(1),
  note: z.string().trim().max(200).default(''),
  expiresAt: z.date().nullable().default(null),
  /** one code of one's own choice instead of random ones; only with a count of 1 */
  code: z.string().optional(),
  /** made by whoever asks: the same key again gives the codes that it made before */
  key: z.string().optional(),
});
type InvitationBatch = z.input<typeof InvitationBatch>;

export type BatchResult =
  /** as stored; `showCode` of domain/invitation groups them for people */
  | { kind: 'created'; codes: string[] }
  | { kind: 'not_found' }
  | { kind: 'code_taken'; code: string }
  /** a code of one's own is 4 to 40 letters and digits */
  | { kind: 'code_malformed' };

/** Makes codes, each good for `usesMax` claims. The log keeps their number and note, not the codes. */
export async function createInvitations(
  db: Db,
  actor: Actor,
  batch: InvitationBatch,
): Promise<BatchResult | Forbidden> {
  const { campaignId, count, usesMax, note, expiresAt, code, key } = InvitationBatch.parse(batch);
  const own = code === undefined ? null : normalizeCode(code);
  if (own === '' || (own && count !== 1)) return { kind: 'code_malformed' };
  return operate(db, actor, 'campaigns.edit', async (connection): Promise<Operated<BatchResult>> => {
    const [campaign] = await run<{ slug: string }>(connection, slugOf, [campaignId]);
    if (!campaign) return { result: { kind: 'not_found' }, audit: null };
    const ids = Array.from({ length: count }, (_, index) =>
      key === undefined ? randomUUID() : idOf(campaignId, key, index),
    );
    const read = () => run<{ id: string; code: string }>(connection, readCodes, [ids]);
    let made = key === undefined ? [] : await read();
    let added = 0;
    while (made.length < count) {
      const has = new Set(made.map(({ id }) => id));
      const missing = ids.filter((id) => !has.has(id));
      const wanted = own ? [own] : missing.map(randomCode);
      added += (await run(connection, insert, [missing, wanted, campaignId, usesMax, note, expiresAt]))
        .length;
      made = await read();
      if (own && made.length === 0) return { result: { kind: 'code_taken', code: own }, audit: null };
      // of random ones, one in a quadrillion is there already
    }
    const codes = made.map((row) => row.code);
    if (added === 0) return { result: { kind: 'created', codes }, audit: null };
    const after = { campaign: campaign.slug, count: added, usesMax, note, expiresAt };
    const audit = {
      action: 'invitation.create',
      subject: { kind: 'campaign', id: campaignId },
      after,
    } as const;
    return { result: { kind: 'created', codes }, audit };
  });
}

export type RevokeResult = { kind: 'revoked'; again: boolean } | { kind: 'not_found' };

/** The code admits nobody any more; who claimed with it keeps the claim. */
export function revokeInvitation(
  db: Db,
  actor: Actor,
  { id }: { id: string },
): Promise<RevokeResult | Forbidden> {
  return operate(db, actor, 'campaigns.edit', async (connection): Promise<Operated<RevokeResult>> => {
    if (!z.uuid().safeParse(id).success) return { result: { kind: 'not_found' }, audit: null };
    const [row] = await run<{
      campaign_id: string;
      again: boolean;
      uses: number;
      usesMax: number;
      note: string;
    }>(connection, revoke, [id]);
    if (!row) return { result: { kind: 'not_found' }, audit: null };
    const { campaign_id, again, uses, usesMax, note } = row;
    if (again) return { result: { kind: 'revoked', again }, audit: null };
    const audit = {
      action: 'invitation.revoke',
      subject: { kind: 'campaign', id: campaign_id },
      before: { invitation: id, uses, usesMax, note, revoked: false },
      after: { revoked: true },
    } as const;
    return { result: { kind: 'revoked', again }, audit };
  });
}

export interface InvitationRow {
  id: string;
  code: string;
  usesMax: number;
  uses: number;
  note: string;
  expiresAt: Date | null;
  revokedAt: Date | null;
  createdAt: Date;
}

/** Codes of a campaign, newest first, for a page or an export. `after`: the last id of the page before. */
export async function readInvitations(
  db: Db,
  { campaignId, after = null, limit = 100 }: { campaignId: string; after?: string | null; limit?: number },
): Promise<InvitationRow[]> {
  return run<InvitationRow & Record<string, unknown>>(db.pool, list, [campaignId, after, limit]);
}

const randomCode = () =>
  Array.from({ length: codeLength }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('');

/** The id of the code, which is no secret, is what a repeated request finds it by. */
function idOf(campaignId: string, key: string, index: number): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([campaignId, key, index]))
    .digest();
  const bytes = Buffer.from(hash.subarray(0, 16));
  // RFC 9562, version 8
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const slugOf: Statement = { name: 'invitation-slug', text: `select slug from campaigns where id = $1` };
const insert: Statement = {
  name: 'invitation-insert',
  text: `
    insert into invitation_codes (id, code, campaign_id, uses_max, note, expires_at)
    select made.id, made.code, $3, $4, $5, $6 from unnest($1::uuid[], $2::text[]) as made(id, code)
    on conflict do nothing
    returning id`,
};
const readCodes: Statement = {
  name: 'invitation-codes-read',
  text: `select id, code from invitation_codes where id = any($1::uuid[]) order by id`,
};
const revoke: Statement = {
  name: 'invitation-revoke',
  text: `
    with before as (select * from invitation_codes where id = $1 for no key update), changed as (
      update invitation_codes set revoked_at = app_now() where id = $1 and revoked_at is null
    )
    select campaign_id, revoked_at is not null as again, uses, uses_max as "usesMax", note from before`,
};
const list: Statement = {
  name: 'invitation-list',
  text: `
    select id, code, uses_max as "usesMax", uses, note, expires_at as "expiresAt", revoked_at as "revokedAt",
      created_at as "createdAt"
    from invitation_codes i
    where campaign_id = $1 and ($2::uuid is null
      or (created_at, id) < (select created_at, id from invitation_codes where id = $2::uuid))
    order by created_at desc, id desc limit $3`,
};
