/** Stores who hears and speaks, but only after a real call to each with exactly these values was answered. */
import { appNow } from '@rockpool/db/clock';
import type { Tx } from '@rockpool/db/client';
import { speechSource } from '@rockpool/db/domain/speech';
import { addReconcileJob } from '@rockpool/db/jobs';
import { seal, unseal } from '@rockpool/db/secrets';
import { refuse, type Refusal } from '../model-check/refuse-reply.ts';
import { sealPurpose } from '../set-up/deps.ts';
import { lockInstance } from '../set-up/lock-instance.ts';
import type { ModelDeps } from '../set-up/save-model.ts';
import { checkSpeech, type SpeechCheck } from './check-speech.ts';
import { isSameAsModel, type SpeechForm } from './speech-form.ts';
import { parseSpeechUrl } from './speech-url.ts';

/** `words`: what is said in the test, in the reader's language */
export type SpeechDeps = ModelDeps & { words: string };

/** key_for_address: a stored key never goes to another address than the one it was entered for */
type OwnRefusal = 'no_instance' | 'key_for_address' | 'model_missing' | 'model_format';
export type SpeechResult = SpeechCheck | (Refusal<OwnRefusal> & { step: null });

/** Tests the form; an empty key stands for the stored one. Stores nothing. */
export async function testSpeech(deps: SpeechDeps, userId: string, form: SpeechForm): Promise<SpeechResult> {
  const found = await loadService(deps, userId, form);
  return 'refusal' in found ? found.refusal : check(deps, form, found);
}

/** An unchanged form leaves the instance alone: no new version, no reconcile. */
export async function saveSpeech(deps: SpeechDeps, userId: string, form: SpeechForm): Promise<SpeechResult> {
  const found = await loadService(deps, userId, form);
  if ('refusal' in found) return found.refusal;
  const checked = await check(deps, form, found);
  if (!checked.ok) return checked;

  const { instanceId, key } = found;
  const isOwned = await deps.db.$transaction(async (tx) => {
    if (!(await lockInstance(tx, instanceId))) return false;
    const acceptedAt = await appNow(tx);
    const before = await tx.speechSetting.findUnique({ where: { instanceId } });
    const binding = { purpose: sealPurpose.speechKey, instanceId };
    const keyBefore = before?.keySealed ? unseal(deps.keys, before.keySealed, binding) : null;
    const keyAfter = isSameAsModel(form) ? null : key;
    const { preset, voice, auto } = form;
    const values = {
      preset,
      voice,
      auto,
      baseUrl: checked.baseUrl,
      speakingModel: form.speakingModel || null,
      hearingModel: form.hearingModel || null,
    };
    const keySealed = keyAfter === null ? null : seal(deps.keys, keyAfter, binding);
    const stored = { ...values, acceptedAt, ...(keyAfter !== keyBefore && { keySealed }) };
    const keyVersion = keyAfter === keyBefore ? {} : { keyVersion: { increment: 1 } };
    await tx.speechSetting.upsert({
      where: { instanceId },
      create: { instanceId, ...stored, keySealed },
      update: { ...stored, ...keyVersion },
    });
    const names = Object.keys(values) as (keyof typeof values)[];
    const isSame = before !== null && names.every((name) => before[name] === values[name]);
    if (!isSame || keyAfter !== keyBefore) await passOn(tx, instanceId);
    return true;
  });
  return isOwned ? checked : { ...refuse('no_instance'), step: null };
}

/** Nobody hears or speaks any more; the key is forgotten. */
export async function removeSpeech(
  { db }: Pick<SpeechDeps, 'db'>,
  userId: string,
): Promise<{ ok: true } | Refusal<'no_instance'>> {
  const instance = await db.instance.findUnique({ where: { userId } });
  if (!instance || instance.phase === 'removed') return refuse('no_instance');
  await db.$transaction(async (tx) => {
    await lockInstance(tx, instance.id);
    const { count } = await tx.speechSetting.deleteMany({ where: { instanceId: instance.id } });
    if (count > 0) await passOn(tx, instance.id);
  });
  return { ok: true };
}

async function passOn(tx: Tx, instanceId: string): Promise<void> {
  await tx.instance.update({ where: { id: instanceId }, data: { specVersion: { increment: 1 } } });
  await addReconcileJob(tx, instanceId);
}

type Service = { instanceId: string; baseUrl: string; key: string };

const check = (deps: SpeechDeps, form: SpeechForm, { baseUrl, key }: Service): Promise<SpeechCheck> =>
  checkSpeech({ ...form, baseUrl, key }, { ...deps.check, words: deps.words });

async function loadService(
  { db, keys, check: { allow } }: SpeechDeps,
  userId: string,
  form: SpeechForm,
): Promise<Service | { refusal: SpeechResult }> {
  const refusal = (reason: OwnRefusal) => ({ refusal: { ...refuse(reason), step: null } });
  const instance = await db.instance.findUnique({
    where: { userId },
    include: { model: true, speech: true },
  });
  if (!instance || instance.phase === 'removed') return refusal('no_instance');
  const { id: instanceId, model, speech } = instance;
  const source = speechSource(form, model);
  if (source.kind === 'none')
    return refusal(source.because === 'model_format' ? 'model_format' : 'model_missing');
  if (source.kind === 'model' && model) {
    const key = unseal(keys, model.keySealed, { purpose: sealPurpose.modelKey, instanceId });
    return { instanceId, baseUrl: model.baseUrl, key };
  }
  const { baseUrl } = form;
  if (form.key !== '' || !speech?.keySealed) return { instanceId, baseUrl, key: form.key };
  const wanted = parseSpeechUrl(baseUrl, allow);
  if (wanted.ok && new URL(wanted.base).origin !== new URL(speech.baseUrl).origin)
    return refusal('key_for_address');
  const key = unseal(keys, speech.keySealed, { purpose: sealPurpose.speechKey, instanceId });
  return { instanceId, baseUrl, key };
}
