import { moveInstance, takeBackMove } from '@rockpool/db/operations/moves';
import { z } from 'zod';
import { HostName } from '../../hosts/host-name.ts';
import { endpoint } from '../endpoint.ts';
import { problem } from '../problem.ts';
import { ById, Reason } from '../wire.ts';

const Wished = z.object({
  again: z.boolean().meta({ description: 'it was so already; nothing was changed' }),
  to: z.string().meta({ description: 'the host where it will live' }),
});

export const instanceMoveEndpoints = [
  endpoint({
    id: 'instances.move',
    method: 'POST',
    path: '/instances/{id}/move',
    permission: 'instances.move',
    summary: {
      zh: '迁移到另一台主机；不指定时选最空的一台',
      en: 'Moves it to another host; to the emptiest where none is named',
    },
    params: ById,
    body: z.object({
      reason: Reason,
      to: HostName.nullable().default(null).meta({ description: 'null: the emptiest other host' }),
      from: HostName.optional().meta({
        description: 'where it lives as far as the caller knows: a wish that comes late moves nothing',
      }),
    }),
    // its hosts take the wish over
    answer: { status: 202, shape: Wished },
    refusals: [
      ...(['not_found', 'removed', 'not_placed', 'no_such_host', 'same_host', 'no_other_host'] as const),
      ...(['host_closed', 'host_away', 'host_full', 'no_address'] as const),
      ...(['move_under_way', 'copy_remains', 'moved_meanwhile'] as const),
    ],
    async handle({ deps, actor, params, body }) {
      const result = await moveInstance(deps.db, actor, { instanceId: params.id, ...body });
      if (result.kind === 'done') return { body: result };
      if (result.kind !== 'refused') return problem(result.kind);
      const { reason, ...fact } = result.refusal;
      return problem(reason, fact);
    },
  }),
  endpoint({
    id: 'instances.take-back',
    method: 'POST',
    path: '/instances/{id}/take-back',
    permission: 'instances.move',
    summary: {
      zh: '取消迁移；数据到达新主机之前都可以',
      en: 'Takes a move back as long as its data has not arrived',
    },
    params: ById,
    body: z.object({ reason: Reason }),
    answer: { status: 202, shape: Wished },
    refusals: ['not_found', 'no_move'],
    async handle({ deps, actor, params, body }) {
      const result = await takeBackMove(deps.db, actor, { instanceId: params.id, ...body });
      if (result.kind === 'done') return { body: result };
      return problem(result.kind === 'refused' ? result.refusal.reason : result.kind);
    },
  }),
];
