import { speechModes, speechSource } from '@rockpool/db/domain/speech';
import { unseal, type KeyRing } from '@rockpool/db/secrets';
import { modelApis, type FeishuSettings, type ModelSettings } from '../render/gateway-config.ts';
import type { SpeechSettings } from '../render/speech-config.ts';
import type { StoredChannel, StoredModel, StoredSpeech } from './read-instances.ts';

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

/** Null where nobody is to hear or speak. Throws SecretsError when the key cannot be opened. */
export function readSpeech(
  row: StoredSpeech | null,
  model: { format: string } | null,
  instanceId: string,
  keys: KeyRing,
): SpeechSettings | null {
  const source = speechSource(row, model);
  if (row === null || source.kind === 'none') return null;
  const { baseUrl, speakingModel, voice, hearingModel, auto, keySealed } = row;
  return {
    own:
      source.kind === 'own'
        ? { baseUrl, key: unseal(keys, keySealed ?? '', { purpose: 'speech-key', instanceId }) }
        : null,
    speakingModel,
    voice,
    hearingModel,
    auto: speechModes.find((mode) => mode === auto) ?? 'off',
  };
}

const isAccepted = (row: Pick<StoredChannel, 'acceptedAt' | 'refusal'>) =>
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
