import { campaignStates, campaignStatus } from '@rockpool/db/domain/campaign-state';
import {
  CampaignName,
  CampaignSlug,
  listCampaignRecords,
  readCampaignRecord,
  Stock,
  type CampaignRecord,
} from '@rockpool/db/operations/campaign-record';
import { cloneCampaign, createCampaign, type CampaignResult } from '@rockpool/db/operations/campaigns';
import type { Forbidden } from '@rockpool/db/operations/operate';
import { z } from 'zod';
import { endpoint, type Answered } from '../endpoint.ts';
import { cutPage, pageOf, Paging, readCursor, writeCursor } from '../paging.ts';
import { problem, type Problem } from '../problem.ts';
import { ById, Instant, Name, PolicyShape } from '../wire.ts';

export const Campaign = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: Name,
    state: z.enum(campaignStates),
    /** what holds now */
    policy: PolicyShape,
    nextPolicy: PolicyShape.nullable(),
    nextPolicyFrom: Instant.nullable(),
    stock: z.int().nullable().meta({ description: 'null = unlimited' }),
    claimed: z.int(),
    held: z.int().meta({ description: 'places kept for people of the waiting list' }),
    publishedAt: Instant.nullable(),
    pausedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    createdAt: Instant,
    version: z.int().meta({ description: 'the ETag of If-Match' }),
  })
  .meta({ id: 'Campaign' });
type Campaign = z.input<typeof Campaign>;

const campaignOf = (record: CampaignRecord): Campaign => ({
  ...record,
  state: campaignStatus(record, record.now).state,
});

/** Result of an operation on a campaign to an answer. */
export function campaignAnswer(result: CampaignResult | Forbidden): Answered<Campaign> | Problem {
  switch (result.kind) {
    case 'saved':
      return { body: campaignOf(result.campaign), version: result.campaign.version };
    case 'conflict':
      return problem('version_differs', { version: result.campaign.version });
    default: {
      const { kind, ...fact } = result;
      return problem(kind, fact);
    }
  }
}

const Draft = z.object({
  slug: CampaignSlug,
  name: CampaignName,
  policy: PolicyShape,
  stock: Stock.default(null),
});

export const campaignEndpoints = [
  endpoint({
    id: 'campaigns.list',
    method: 'GET',
    path: '/campaigns',
    permission: 'campaigns.read',
    summary: { zh: '列出活动，新的在前', en: 'Lists campaigns, newest first' },
    query: z.object({ ...Paging, slug: z.string().max(64).optional() }),
    answer: { status: 200, shape: pageOf(Campaign) },
    async handle({ deps, query: { limit, cursor, slug } }) {
      const after = cursor === undefined ? null : readCursor(cursor);
      if (cursor !== undefined && !after) return problem('invalid_request', { wrong: ['cursor'] });
      const rows = await listCampaignRecords(deps.db.pool, { slug, after, limit: limit + 1 });
      const { items, next } = cutPage(rows, limit, ({ createdAt, id }) => writeCursor({ at: createdAt, id }));
      return { body: { items: items.map(campaignOf), next } };
    },
  }),
  endpoint({
    id: 'campaigns.show',
    method: 'GET',
    path: '/campaigns/{id}',
    permission: 'campaigns.read',
    summary: { zh: '查看一个活动', en: 'Shows a campaign' },
    params: ById,
    answer: { status: 200, shape: Campaign },
    refusals: ['not_found'],
    async handle({ deps, params }) {
      const record = await readCampaignRecord(deps.db.pool, params.id);
      return record ? { body: campaignOf(record), version: record.version } : problem('not_found');
    },
  }),
  endpoint({
    id: 'campaigns.create',
    method: 'POST',
    path: '/campaigns',
    permission: 'campaigns.edit',
    summary: { zh: '新建一个草稿', en: 'Makes a draft' },
    body: Draft,
    answer: { status: 201, shape: Campaign },
    refusals: ['slug_taken'],
    async handle({ deps, actor, body }) {
      return campaignAnswer(await createCampaign(deps.db, actor, body));
    },
  }),
  endpoint({
    id: 'campaigns.clone',
    method: 'POST',
    path: '/campaigns/{id}/clone',
    permission: 'campaigns.edit',
    summary: {
      zh: '复制为新的草稿，不带任何人的领取记录',
      en: 'Makes a draft with the same rules, without anybody’s claims',
    },
    params: ById,
    body: z.object({ slug: CampaignSlug }),
    answer: { status: 201, shape: Campaign },
    refusals: ['not_found', 'slug_taken'],
    async handle({ deps, actor, params, body }) {
      return campaignAnswer(await cloneCampaign(deps.db, actor, { ...params, ...body }));
    },
  }),
];
