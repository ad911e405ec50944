/** Who waits for a place of a campaign whose stock is out. */
import { readCampaignRecord } from '@rockpool/db/operations/campaign-record';
import { offerPlacesNow } from '@rockpool/db/operations/waiting-list';
import { readLineAfter } from '@rockpool/db/views/console-campaigns';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { cutPage, pageOf, Paging } from '../paging.ts';
import { problem } from '../problem.ts';
import { ById, Instant } from '../wire.ts';

const WaitingEntry = z
  .object({
    userId: z.uuid(),
    phone: z.string(),
    joinedAt: Instant,
    offerExpiresAt: Instant.nullable().meta({
      description: 'a place is kept until then; null = still waiting',
    }),
  })
  .meta({ id: 'WaitingEntry' });

export const waitingListEndpoints = [
  endpoint({
    id: 'waiting-list.show',
    method: 'GET',
    path: '/campaigns/{id}/waiting-list',
    permission: 'campaigns.read',
    summary: { zh: '列出候补的用户，先到的在前', en: 'Lists who waits, first come first' },
    params: ById,
    query: z.object({
      limit: Paging.limit,
      cursor: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional()
        .meta({ description: '`next` of the page before' }),
    }),
    answer: {
      status: 200,
      shape: pageOf(WaitingEntry).extend({
        waiting: z.int().meta({ description: 'people in the line, those with an offer among them' }),
        held: z.int().meta({ description: 'places kept for those with an offer' }),
      }),
    },
    refusals: ['not_found'],
    async handle({ deps, params: { id }, query: { limit, cursor = '0' } }) {
      const campaign = await readCampaignRecord(deps.db.pool, id);
      if (!campaign) return problem('not_found');
      const [waiting, rows] = await Promise.all([
        deps.db.waitingEntry.count({ where: { campaignId: id, leftAt: null } }),
        readLineAfter(deps.db, { id, after: cursor, limit: limit + 1 }),
      ]);
      return { body: { ...cutPage(rows, limit, ({ place }) => place), waiting, held: campaign.held } };
    },
  }),
  endpoint({
    id: 'waiting-list.offer',
    method: 'POST',
    path: '/campaigns/{id}/waiting-list/offer',
    permission: 'campaigns.edit',
    summary: {
      zh: '立即把空出的名额留给最先候补的人',
      en: 'Offers every free place at once to who waits longest',
    },
    params: ById,
    answer: {
      status: 200,
      shape: z.object({ places: z.int().meta({ description: 'offered now' }) }),
    },
    refusals: ['not_found'],
    async handle({ deps, actor, params }) {
      const result = await offerPlacesNow(deps.db, actor, { campaignId: params.id });
      return result.kind === 'offered' ? { body: { places: result.places } } : problem(result.kind);
    },
  }),
];
