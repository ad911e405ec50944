'use server';
import { settingKeys, type SettingKey } from '@rockpool/db/domain/settings';
import { setSetting } from '@rockpool/db/operations/settings';
import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { db } from '../../../db.ts';
import { act } from '../act.ts';
import { isAllowedAddress } from '../allowed-address.ts';
import { valueOf } from './setting-form.ts';

const Change = z.object({
  key: z.enum(settingKeys as [SettingKey, ...SettingKey[]]),
  /** `default` takes the setting back */
  to: z.enum(['value', 'default']),
  value: z.string().max(10_000).optional(),
  fromHour: z.string().max(10).optional(),
  toHour: z.string().max(10).optional(),
  eveningHour: z.string().max(10).optional(),
});

export async function saveSetting(_before: unknown, form: FormData) {
  const state = await act('settings.edit', Change, form, (actor, { key, to, ...given }) => {
    const fields = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, text ?? '']));
    const value = to === 'default' ? null : valueOf(key, fields);
    return setSetting(db(), actor, { key, value }, isAllowedAddress);
  });
  revalidatePath('/console/settings');
  return state;
}
