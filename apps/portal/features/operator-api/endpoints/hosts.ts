import { emptyHost } from '@rockpool/db/operations/empty-host';
import { forgetHost, setHostAccepting } from '@rockpool/db/operations/hosts';
import { loseHost } from '@rockpool/db/operations/lose-host';
import { readHosts } from '@rockpool/db/views/hosts';
import { z } from 'zod';
import { HostName } from '../../hosts/host-name.ts';
import { endpoint } from '../endpoint.ts';
import { problem } from '../problem.ts';
import { Instant, Reason } from '../wire.ts';

const HostShape = z
  .object({
    name: z.string(),
    driver: z.string(),
    address: z.string().nullable().meta({ description: 'where portal and other hosts reach it' }),
    capacity: z.int().nullable().meta({ description: 'computers that may live there; null = no limit' }),
    taken: z.int().meta({ description: 'places taken: computers there, wished there, or not fetched yet' }),
    room: z.int().nullable().meta({ description: 'places left; null = no limit' }),
    accepting: z.boolean(),
    away: z.boolean().meta({ description: 'not seen for 60 s' }),
    seenAt: Instant.nullable(),
    lives: z.int(),
    running: z.int(),
    atStake: z.int().meta({ description: 'computers whose only whole volume is there' }),
    movingIn: z.int(),
    movingOut: z.int(),
    remains: z.int().meta({ description: 'old copies that are still to be removed there' }),
    wallsClosed: z.boolean().nullable().meta({ description: 'what the probe last said; null = nothing' }),
  })
  .meta({ id: 'Host' });

const ByName = z.object({ name: HostName });
const Why = z.object({ reason: Reason });
const Wished = z.object({
  again: z.boolean().meta({ description: 'it was so already; nothing was changed' }),
});

const accepting = (id: string, verb: 'open' | 'close', summary: { zh: string; en: string }) =>
  endpoint({
    id,
    method: 'POST',
    path: `/hosts/{name}/${verb}`,
    permission: 'hosts.edit',
    summary,
    params: ByName,
    body: Why,
    answer: { status: 200, shape: Wished },
    refusals: ['not_found'],
    async handle({ deps, actor, params, body }) {
      const wish = { ...params, ...body, accepting: verb === 'open' };
      const result = await setHostAccepting(deps.db, actor, wish);
      return result.kind === 'done' ? { body: result } : problem(result.kind);
    },
  });

export const hostEndpoints = [
  endpoint({
    id: 'hosts.list',
    method: 'GET',
    path: '/hosts',
    permission: 'instances.read',
    summary: { zh: '列出主机和各自的位置', en: 'Lists the hosts and their places' },
    answer: { status: 200, shape: z.object({ items: z.array(HostShape) }) },
    async handle({ deps }) {
      const hosts = await readHosts(deps.db);
      return { body: { items: hosts.map((host) => ({ ...host, wallsClosed: host.walls?.closed ?? null })) } };
    },
  }),
  accepting('hosts.close', 'close', {
    zh: '不再接收新的云电脑；已在上面的不受影响',
    en: 'Takes no new computers; what is there goes on',
  }),
  accepting('hosts.open', 'open', { zh: '重新接收新的云电脑', en: 'Takes new computers again' }),
  endpoint({
    id: 'hosts.empty',
    method: 'POST',
    path: '/hosts/{name}/empty',
    permission: 'hosts.edit',
    summary: {
      zh: '停止接收，并把上面的云电脑迁移到其他主机，有多少位置迁多少台',
      en: 'Closes it and moves its computers to the others, as many as these have room for',
    },
    params: ByName,
    body: Why,
    answer: {
      status: 202,
      shape: Wished.extend({
        moving: z.int().meta({ description: 'asked to move now' }),
        leaving: z.int().meta({ description: 'on their way out before' }),
        turnedBack: z.int().meta({ description: 'were to come, and stay where they are' }),
        staying: z.int(),
        because: z.array(z.object({ reason: z.string(), count: z.int() })),
      }),
    },
    refusals: ['not_found', 'no_other_host', 'host_away', 'no_address'],
    async handle({ deps, actor, params, body }) {
      const result = await emptyHost(deps.db, actor, { ...params, ...body });
      if (result.kind === 'done') return { body: result };
      if (result.kind !== 'refused') return problem(result.kind);
      const { reason, ...fact } = result.refusal;
      return problem(reason, fact);
    },
  }),
  endpoint({
    id: 'hosts.forget',
    method: 'POST',
    path: '/hosts/{name}/forget',
    permission: 'hosts.edit',
    summary: {
      zh: '把已失联且没有任何云电脑的主机从列表移除',
      en: 'Takes a silent host on which nothing is left from the list',
    },
    params: ByName,
    body: Why,
    answer: { status: 200, shape: Wished },
    refusals: ['not_found', 'host_alive', 'host_in_use'],
    async handle({ deps, actor, params, body }) {
      const result = await forgetHost(deps.db, actor, { ...params, ...body });
      if (result.kind === 'done') return { body: result };
      if (result.kind !== 'refused') return problem(result.kind);
      const { reason, ...fact } = result.refusal;
      return problem(reason, fact);
    },
  }),
  endpoint({
    id: 'hosts.lose',
    method: 'POST',
    path: '/hosts/{name}/lose',
    permission: 'hosts.edit',
    summary: {
      zh: '宣布失联的主机报废：只在它上面的文件被放弃，云电脑在其他主机上从空白开始',
      en: 'Declares a silent host lost: files that are on it alone are given up, and their computers start empty elsewhere',
    },
    params: ByName,
    body: Why.extend({
      computers: z.int().min(0).meta({
        description: '`atStake` as it was shown: how many lose their files; another number is refused',
      }),
    }),
    answer: {
      status: 200,
      shape: Wished.extend({
        emptied: z.int().meta({ description: 'start empty elsewhere' }),
        onCopies: z.int().meta({ description: 'go on with the copy that their last move left elsewhere' }),
        kept: z.int().meta({ description: 'were on their way there and lost nothing' }),
      }),
    },
    refusals: ['not_found', 'host_alive', 'other_count'],
    async handle({ deps, actor, params, body }) {
      const result = await loseHost(deps.db, actor, { ...params, ...body });
      if (result.kind === 'done') return { body: result };
      if (result.kind !== 'refused') return problem(result.kind);
      const { reason, ...fact } = result.refusal;
      return problem(reason, fact);
    },
  }),
];
