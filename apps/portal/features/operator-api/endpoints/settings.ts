import { settingKeys, settingShapes, type SettingKey } from '@rockpool/db/domain/settings';
import { setSetting } from '@rockpool/db/operations/settings';
import { readSettings } from '@rockpool/db/settings/read';
import { z } from 'zod';
import { isAllowedAddress } from '../../console/allowed-address.ts';
import { endpoint } from '../endpoint.ts';
import { problem } from '../problem.ts';

const Value = z.union([
  z.null(),
  z.boolean(),
  z.number(),
  z.string(),
  z.array(z.unknown()),
  z.record(z.string(), z.unknown()),
]);
const All = z.object(settingShapes).meta({ id: 'Settings' });

/** What is wrong with a value, each with its place in it. */
function problemsOf(key: SettingKey, value: unknown) {
  const { error } = settingShapes[key].safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => ({ in: path.join('.'), message }));
}

export const settingEndpoints = [
  endpoint({
    id: 'settings.show',
    method: 'GET',
    path: '/settings',
    permission: 'settings.read',
    summary: { zh: '全部设置，含默认值', en: 'All settings, defaults filled in' },
    answer: { status: 200, shape: All },
    async handle({ deps }) {
      return { body: await readSettings(deps.db) };
    },
  }),
  endpoint({
    id: 'settings.set',
    method: 'PUT',
    path: '/settings/{key}',
    permission: 'settings.edit',
    summary: { zh: '修改一项设置；null 恢复默认', en: 'Sets one; null takes it back to its default' },
    params: z.object({ key: z.enum(settingKeys) }),
    body: z.object({ value: Value }),
    answer: { status: 200, shape: All },
    refusals: ['not_found', 'wrong_value', 'locks_out'],
    async handle({ deps, actor, params, body }) {
      const result = await setSetting(deps.db, actor, { ...params, ...body }, isAllowedAddress);
      if (result.kind === 'saved') return { body: await readSettings(deps.db) };
      if (result.kind === 'locks_out') return problem('locks_out', { address: result.address });
      if (result.kind === 'wrong_value')
        return problem('wrong_value', { wrong: problemsOf(params.key, body.value) });
      return problem(result.kind);
    },
  }),
];
