import { unseal, type KeyRing } from '@rockpool/db/secrets';
import { modelApis, type FeishuSettings, type ModelSettings } from '../render/gateway-config.ts';
import type { StoredChannel, StoredModel } from './read-instances.ts';

/** Addresses of the open platforms, without a slash at the end. */
export type OpenUrls = Record<'feishu' | 'lark', string>;

/** Throws SecretsError when the key cannot be opened, Error when the format is not one of ours. */
export function readModel(row: StoredModel | null, instanceId: string, keys: KeyRing): ModelSettings | null {
  if (!row) return null;
  const { preset, baseUrl, model, format } = row;
  const api = modelApis.find((known) => known === format);
  if (api === undefined) throw new Error(`the model's format ${format} is not known`);
  return {
    preset,
    baseUrl,
    model,
    api,
    key: unseal(keys, row.keySealed, { purpose: 'model-key', instanceId }),
  };
}

export const isAccepted = (row: Pick<StoredChannel, 'acceptedAt' | 'refusal'>) =>
  row.acceptedAt !== null && row.refusal === null;

/** The one accepted Feishu bot; credentials that the checks refused are never connected with. */
export function readFeishu(
  rows: readonly StoredChannel[],
  instanceId: string,
  keys: KeyRing,
  openUrls: OpenUrls,
): FeishuSettings | null {
  const row = rows.find((each) => each.channel === 'feishu' && isAccepted(each));
  if (!row) return null;
  const brand = row.brand === 'lark' ? 'lark' : 'feishu';
  const appSecret = unseal(keys, row.secretSealed, { purpose: 'channel-secret', instanceId });
  return { appId: row.appId, appSecret, brand, openUrl: openUrls[brand], ownerId: row.ownerId };
}
