/** What changes a campaign that is there: each needs the version that was read, as `If-Match`. */
import type { WarningReason } from '@rockpool/db/domain/campaign-warnings';
import type { Permission } from '@rockpool/db/domain/roles';
import {
  CampaignName,
  CampaignSlug,
  readCampaignRecord,
  Stock,
} from '@rockpool/db/operations/campaign-record';
import {
  changeStock,
  editCampaign,
  endCampaign,
  pauseCampaign,
  publishCampaign,
  resumeCampaign,
  type CampaignResult,
} from '@rockpool/db/operations/campaigns';
import type { Forbidden } from '@rockpool/db/operations/operate';
import { z } from 'zod';
import { endpoint, type Call, type Endpoint } from '../endpoint.ts';
import { problem } from '../problem.ts';
import type { ProblemReason } from '../problem-table.ts';
import { ById, PolicyShape, Reason } from '../wire.ts';
import { Campaign, campaignAnswer } from './campaigns.ts';

interface Step {
  id: string;
  version: number;
}

interface StepEndpoint<B> {
  id: string;
  method?: 'POST' | 'PATCH';
  path: `/campaigns/{id}${string}`;
  permission?: Permission;
  summary: { zh: string; en: string };
  body: z.ZodType<B>;
  refusals: readonly ProblemReason[];
  work(call: Call<Step, unknown, B>, step: Step): Promise<CampaignResult | Forbidden>;
}

const step = <B>({
  method = 'POST',
  permission = 'campaigns.edit',
  work,
  refusals,
  ...rest
}: StepEndpoint<B>): Endpoint =>
  endpoint({
    ...rest,
    method,
    permission,
    params: ById,
    versioned: true,
    answer: { status: 200, shape: Campaign },
    refusals: ['not_found', 'version_missing', 'version_differs', ...refusals],
    async handle(call) {
      const { id } = call.params;
      const read = call.version === 'any' ? await readCampaignRecord(call.deps.db.pool, id) : null;
      if (call.version === 'any' && !read) return problem('not_found');
      const at = { id, version: read?.version ?? Number(call.version) };
      return campaignAnswer(await work({ ...call, params: at }, at));
    },
  });

const Nothing = z.object({});

export const campaignStepEndpoints = [
  step({
    id: 'campaigns.edit',
    method: 'PATCH',
    path: '/campaigns/{id}',
    summary: {
      zh: '修改活动；已公开活动的规则从次日零点起生效',
      en: 'Edits it; the rules of a public campaign change when the next day of its zone begins',
    },
    body: z.object({
      slug: CampaignSlug.optional(),
      name: CampaignName.optional(),
      policy: PolicyShape.optional(),
      acknowledged: z
        .array(z.string().max(60))
        .max(20)
        .default([])
        .meta({ description: 'reasons of the warnings that were seen' }),
    }),
    refusals: ['slug_taken', 'slug_fixed', 'edit_refused', 'unconfirmed'],
    work: ({ deps, actor, body: { acknowledged, ...body } }, at) =>
      editCampaign(deps.db, actor, { ...at, ...body, acknowledged: acknowledged as WarningReason[] }),
  }),
  step({
    id: 'campaigns.publish',
    path: '/campaigns/{id}/publish',
    summary: {
      zh: '公开草稿，立即或定时；at 为 null 时取消定时',
      en: 'Makes a draft public, now or at a time; `at` null takes a planned one back',
    },
    body: z.object({ at: z.iso.datetime({ offset: true }).nullable().optional() }),
    refusals: ['wrong_state'],
    work: ({ deps, actor, body: { at } }, step) =>
      publishCampaign(deps.db, actor, { ...step, at: typeof at === 'string' ? new Date(at) : at }),
  }),
  step({
    id: 'campaigns.pause',
    path: '/campaigns/{id}/pause',
    summary: { zh: '暂停领取，续用照常', en: 'No claims until it is resumed; renewals go on' },
    body: Nothing,
    refusals: ['wrong_state'],
    work: ({ deps, actor }, at) => pauseCampaign(deps.db, actor, at),
  }),
  step({
    id: 'campaigns.resume',
    path: '/campaigns/{id}/resume',
    summary: { zh: '恢复领取', en: 'Lets people claim again' },
    body: Nothing,
    refusals: ['wrong_state'],
    work: ({ deps, actor }, at) => resumeCampaign(deps.db, actor, at),
  }),
  step({
    id: 'campaigns.end',
    path: '/campaigns/{id}/end',
    permission: 'campaigns.end',
    summary: {
      zh: '提前结束，不能撤销；已发放的天数照常用完',
      en: 'Ends it before its time, for good; granted days finish',
    },
    body: z.object({ reason: Reason }),
    refusals: ['wrong_state'],
    work: ({ deps, actor, body }, at) => endCampaign(deps.db, actor, { ...at, ...body }),
  }),
  step({
    id: 'campaigns.stock',
    path: '/campaigns/{id}/stock',
    summary: { zh: '修改名额，立即生效；null 为不限', en: 'Changes the stock at once; null = unlimited' },
    body: z.object({ stock: Stock }),
    refusals: ['stock_below_claimed'],
    work: ({ deps, actor, body }, at) => changeStock(deps.db, actor, { ...at, ...body }),
  }),
];
