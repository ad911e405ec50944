/** Stores the model a subscriber chose, but only after a real call with exactly these values was answered. */
import { appNow } from '@rockpool/db/clock';
import { addReconcileJob } from '@rockpool/db/jobs';
import { seal, unseal } from '@rockpool/db/secrets';
import { checkModel, type ModelCheck, type ModelCheckOptions } from '../model-check/check-model.ts';
import type { ModelForm } from '../model-check/model-form.ts';
import { parseModelUrl } from '../model-check/model-url.ts';
import { refuse, type Refusal } from '../model-check/refuse-reply.ts';
import { sealPurpose, type SetUpDeps } from './deps.ts';
import { lockInstance } from './lock-instance.ts';

export type ModelDeps = Pick<SetUpDeps, 'db' | 'keys'> & { check: ModelCheckOptions };

/** key_for_address: a stored key never goes to another address than the one it was entered for */
export type ModelResult = ModelCheck | Refusal<'no_instance' | 'key_for_address'>;

/** Tests the form; an empty key stands for the stored one. Stores nothing. */
export async function testModel(deps: ModelDeps, userId: string, form: ModelForm): Promise<ModelResult> {
  const found = await loadKey(deps, userId, form);
  return 'refusal' in found ? found.refusal : checkModel({ ...form, key: found.key }, deps.check);
}

/** An unchanged form leaves the instance alone: no new version, no reconcile. */
export async function saveModel(deps: ModelDeps, userId: string, form: ModelForm): Promise<ModelResult> {
  const found = await loadKey(deps, userId, form);
  if ('refusal' in found) return found.refusal;
  const checked = await checkModel({ ...form, key: found.key }, deps.check);
  if (!checked.ok) return checked;

  const { instanceId, key } = found;
  const isOwned = await deps.db.$transaction(async (tx) => {
    if (!(await lockInstance(tx, instanceId))) return false;
    const acceptedAt = await appNow(tx);
    const before = await tx.modelSetting.findUnique({ where: { instanceId } });
    const binding = { purpose: sealPurpose.modelKey, instanceId };
    const keyChanged = !before || unseal(deps.keys, before.keySealed, binding) !== key;
    const { preset, format, model } = form;
    const values = { preset, format, baseUrl: checked.baseUrl, model, acceptedAt };
    const keySealed = seal(deps.keys, key, binding);
    await tx.modelSetting.upsert({
      where: { instanceId },
      create: { instanceId, ...values, keySealed },
      update: keyChanged ? { ...values, keySealed, keyVersion: { increment: 1 } } : values,
    });
    const isSame =
      before?.baseUrl === values.baseUrl && before.model === values.model && before.format === values.format;
    if (!keyChanged && isSame) return true;
    await tx.instance.update({ where: { id: instanceId }, data: { specVersion: { increment: 1 } } });
    await addReconcileJob(tx, instanceId);
    return true;
  });
  return isOwned ? checked : refuse('no_instance');
}

async function loadKey(
  { db, keys, check }: ModelDeps,
  userId: string,
  form: ModelForm,
): Promise<{ instanceId: string; key: string } | { refusal: ModelResult }> {
  const instance = await db.instance.findUnique({ where: { userId }, include: { model: true } });
  if (!instance || instance.phase === 'removed') return { refusal: refuse('no_instance') };
  const { id: instanceId, model } = instance;
  if (form.key !== '' || !model) return { instanceId, key: form.key };
  const wanted = parseModelUrl(form.baseUrl, check.allow, form.format);
  if (wanted.ok && new URL(wanted.base).origin !== new URL(model.baseUrl).origin)
    return { refusal: refuse('key_for_address') };
  return { instanceId, key: unseal(keys, model.keySealed, { purpose: sealPurpose.modelKey, instanceId }) };
}
