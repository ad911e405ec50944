import { readKeyUse, resealSecrets } from '@rockpool/db/operations/keys';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { problem } from '../problem.ts';

const KeyUse = z
  .object({
    id: z.string(),
    values: z.int().meta({ description: 'stored values that only this key opens' }),
    inRing: z.boolean(),
    newest: z.boolean().meta({ description: 'what is saved now is sealed by it' }),
    derives: z
      .boolean()
      .meta({ description: 'tokens of gateways come from it: all are renewed when it leaves the ring' }),
  })
  .meta({ id: 'KeyUse' });

export const keyEndpoints = [
  endpoint({
    id: 'keys.show',
    method: 'GET',
    path: '/keys',
    permission: 'settings.read',
    summary: {
      zh: '密钥环：每把密钥封存了多少个值，不含密钥本身',
      en: 'The key ring: how many values each key seals, never a key itself',
    },
    answer: { status: 200, shape: z.object({ keys: z.array(KeyUse) }) },
    async handle({ deps }) {
      return { body: { keys: await readKeyUse(deps.db, deps.keys()) } };
    },
  }),
  endpoint({
    id: 'keys.reseal',
    method: 'POST',
    path: '/keys/reseal',
    permission: 'keys.rotate',
    summary: {
      zh: '用最新的密钥重新封存所有值，服务不中断',
      en: 'Seals every value under the newest key while the services run',
    },
    answer: { status: 200, shape: z.object({ resealed: z.int(), keys: z.array(KeyUse) }) },
    async handle({ deps, actor }) {
      const result = await resealSecrets(deps.db, actor, deps.keys());
      return result.kind === 'resealed'
        ? { body: result }
        : problem('forbidden', { permission: result.permission });
    },
  }),
];
