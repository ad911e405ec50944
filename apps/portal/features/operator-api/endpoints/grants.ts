/** Days and points: entered once for each `Idempotency-Key`, for ever and not only while answers are kept. */
import { changePoints, giveDays, takeDays } from '@rockpool/db/operations/users';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { problem } from '../problem.ts';
import { ById, Instant, Reason } from '../wire.ts';

const Amount = (max: number) =>
  z
    .int()
    .min(-max)
    .max(max)
    .refine((amount) => amount !== 0, 'not 0')
    .meta({ description: 'negative takes back' });

export const grantEndpoints = [
  endpoint({
    id: 'grants.days',
    method: 'POST',
    path: '/entitlements/{id}/days',
    permission: 'users.grant',
    summary: {
      zh: '发放或收回天数；发放可以超过囤积和总数上限，不会越过使用期',
      en: 'Gives or takes days; a grant may pass the bank and the total, not the end of use',
    },
    params: ById,
    body: z.object({ days: Amount(366), reason: Reason }),
    answer: {
      status: 200,
      shape: z.object({
        days: z.int().meta({ description: 'entered; fewer than asked for where the end of use cuts' }),
        expiresBefore: Instant.nullable(),
        expiresAfter: Instant.nullable(),
        again: z.boolean().meta({ description: 'the same key had entered them before' }),
      }),
    },
    refusals: ['not_found', 'end_of_use', 'revoke_too_many'],
    async handle({ deps, actor, params, body: { days, reason }, key }) {
      const request = { entitlementId: params.id, days: Math.abs(days), key, reason };
      const result = await (days > 0 ? giveDays : takeDays)(deps.db, actor, request);
      if (result.kind === 'granted') return { body: result };
      if (result.kind === 'forbidden') return problem('forbidden', { permission: result.permission });
      const { reason: why, ...fact } = result.refusal;
      if (why === 'end_of_use' || why === 'revoke_too_many') return problem(why, fact);
      return problem('not_found');
    },
  }),
  endpoint({
    id: 'grants.points',
    method: 'POST',
    path: '/users/{id}/points',
    permission: 'users.points',
    summary: {
      zh: '增加或扣除积分，余额不会为负',
      en: 'Gives or takes points; a balance is never below 0',
    },
    params: ById,
    body: z.object({ points: Amount(1_000_000), reason: Reason }),
    answer: { status: 200, shape: z.object({ balance: z.int(), again: z.boolean() }) },
    refusals: ['not_found', 'points_short'],
    async handle({ deps, actor, params, body, key }) {
      const result = await changePoints(deps.db, actor, { userId: params.id, ...body, key });
      if (result.kind === 'entered') return { body: result };
      if (result.kind === 'refused') return problem('points_short', { balance: result.balance });
      return problem(result.kind);
    },
  }),
];
