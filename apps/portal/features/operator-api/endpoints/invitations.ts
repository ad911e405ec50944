/** Invitation codes of a campaign. Whole ones are told to who makes them; a list shows what they end in. */
import { showCode } from '@rockpool/db/domain/invitation';
import { readCampaignRecord } from '@rockpool/db/operations/campaign-record';
import {
  codesMax,
  createInvitations,
  readInvitations,
  revokeInvitation,
  type InvitationRow,
} from '@rockpool/db/operations/invitations';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { cutPage, pageOf, Paging } from '../paging.ts';
import { problem } from '../problem.ts';
import { ById, Instant } from '../wire.ts';

const InvitationCode = z
  .object({
    id: z.uuid(),
    hint: z.string().meta({ description: 'its last four characters' }),
    uses: z.int(),
    usesMax: z.int(),
    note: z.string(),
    expiresAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'InvitationCode' });

const Batch = z.object({
  count: z.int().min(1).max(codesMax).default(1),
  usesMax: z.int().min(1).max(1_000_000).default(1).meta({ description: 'claims that each admits' }),
  note: z.string().trim().max(200).default(''),
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
  code: z
    .string()
    .max(60)
    .optional()
    .meta({ description: 'one code of your own choice, 4 to 40 letters and digits; only with a count of 1' }),
});

const lineOf = ({ code, ...row }: InvitationRow): z.input<typeof InvitationCode> => ({
  ...row,
  hint: code.slice(-4),
});

export const invitationEndpoints = [
  endpoint({
    id: 'codes.list',
    method: 'GET',
    path: '/campaigns/{id}/codes',
    permission: 'campaigns.read',
    summary: {
      zh: '列出活动的邀请码，新的在前；只显示末四位',
      en: 'Lists the invitation codes of a campaign, newest first, by their last four characters',
    },
    params: ById,
    query: z.object({
      limit: Paging.limit,
      cursor: z.uuid().optional().meta({ description: '`next` of the page before' }),
    }),
    answer: { status: 200, shape: pageOf(InvitationCode) },
    refusals: ['not_found'],
    async handle({ deps, params: { id: campaignId }, query: { limit, cursor: after } }) {
      if (!(await readCampaignRecord(deps.db.pool, campaignId))) return problem('not_found');
      const rows = await readInvitations(deps.db, { campaignId, after: after ?? null, limit: limit + 1 });
      const { items, next } = cutPage(rows, limit, ({ id }) => id);
      return { body: { items: items.map(lineOf), next } };
    },
  }),
  endpoint({
    id: 'codes.create',
    method: 'POST',
    path: '/campaigns/{id}/codes',
    permission: 'campaigns.edit',
    summary: {
      zh: '生成邀请码，并在回答里给出完整的码',
      en: 'Makes invitation codes and tells them whole',
    },
    params: ById,
    body: Batch,
    answer: { status: 201, shape: z.object({ codes: z.array(z.string()) }) },
    refusals: ['not_found', 'time_past', 'code_taken', 'code_malformed'],
    async handle({ deps, actor, params, body: { code, ...batch }, key }) {
      const campaign = await readCampaignRecord(deps.db.pool, params.id);
      if (!campaign) return problem('not_found');
      const expiresAt = batch.expiresAt === null ? null : new Date(batch.expiresAt);
      if (expiresAt && expiresAt <= campaign.now) return problem('time_past', { now: campaign.now });
      const own = code === undefined ? {} : { code };
      const wish = { ...batch, ...own, campaignId: campaign.id, expiresAt, key };
      const result = await createInvitations(deps.db, actor, wish);
      if (result.kind === 'created') return { body: { codes: result.codes.map(showCode) } };
      const { kind, ...fact } = result;
      return problem(kind, fact);
    },
  }),
  endpoint({
    id: 'codes.revoke',
    method: 'POST',
    path: '/codes/{id}/revoke',
    permission: 'campaigns.edit',
    summary: {
      zh: '撤销邀请码；已用它领取的不受影响',
      en: 'Ends an invitation code; who claimed with it keeps the claim',
    },
    params: ById,
    answer: {
      status: 200,
      shape: z.object({ again: z.boolean().meta({ description: 'it was revoked before' }) }),
    },
    refusals: ['not_found'],
    async handle({ deps, actor, params }) {
      const result = await revokeInvitation(deps.db, actor, params);
      return result.kind === 'revoked' ? { body: result } : problem(result.kind);
    },
  }),
];
