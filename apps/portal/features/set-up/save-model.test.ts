import { unseal } from '@rockpool/db/secrets';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startModelEmulator, type ModelEmulator } from '../../../../e2e/emulators/model/start.ts';
import { glmFailure } from '../../../../e2e/emulators/model/vendor-errors.ts';
import { sealPurpose } from './deps.ts';
import { loadSnapshot } from './snapshot.ts';
import { saveModel, testModel, type ModelDeps } from './save-model.ts';
import { createSetUpBench, type SetUpBench } from './testing.ts';

let bench: SetUpBench;
let model: ModelEmulator;
let deps: ModelDeps;
beforeAll(async () => {
  bench = await createSetUpBench();
  model = await startModelEmulator();
  deps = { ...bench.deps, check: { allow: new Set([`127.0.0.1:${model.port}`]), timeoutMs: 2_000 } };
});
afterAll(async () => {
  await model.close();
  await bench.close();
});
beforeEach(() => model.reset());

const form = (change: object = {}) => ({
  preset: 'custom',
  format: 'openai-completions' as const,
  baseUrl: model.baseUrl,
  model: 'sandbox',
  key: 'sk-sandbox-1',
  ...change,
});
const stored = (instanceId: string) => deps.db.modelSetting.findUnique({ where: { instanceId } });
const specVersion = async (instanceId: string) =>
  (await deps.db.instance.findUniqueOrThrow({ where: { id: instanceId } })).specVersion;
const keyOf = async (instanceId: string) =>
  unseal(deps.keys, (await stored(instanceId))!.keySealed, { purpose: sealPurpose.modelKey, instanceId });

describe('saving a model', () => {
  it('stores what the vendor accepted, sealed, and asks for a reconcile', async () => {
    const { userId, instanceId } = await bench.newUser();
    expect(await saveModel(deps, userId, form())).toMatchObject({ ok: true });
    expect(await stored(instanceId)).toMatchObject({
      baseUrl: model.baseUrl,
      model: 'sandbox',
      keyVersion: 1,
    });
    expect(await keyOf(instanceId)).toBe('sk-sandbox-1');
    expect(await specVersion(instanceId)).toBe(2);
    const jobs = await deps.db.$queryRaw<unknown[]>`
      select 1 from graphile_worker.jobs where key = ${`reconcile:${instanceId}`}`;
    expect(jobs).toHaveLength(1);
  });

  it('stores nothing that was refused, and keeps what was there', async () => {
    const { userId, instanceId } = await bench.newUser();
    expect(await saveModel(deps, userId, form({ key: 'wrong' }))).toMatchObject({
      ok: false,
      reason: 'auth',
    });
    expect(await stored(instanceId)).toBeNull();
    await saveModel(deps, userId, form());
    model.queue({ answer: glmFailure('1302') });
    await saveModel(deps, userId, form({ model: 'sandbox-thinking' }));
    expect(await stored(instanceId)).toMatchObject({ model: 'sandbox' });
    expect(await specVersion(instanceId)).toBe(2);
  });

  it('takes the change of the form of API over, with the same key', async () => {
    const { userId, instanceId } = await bench.newUser();
    await saveModel(deps, userId, form());
    expect(await stored(instanceId)).toMatchObject({ format: 'openai-completions' });
    const other = form({ format: 'anthropic-messages', key: '' });
    expect(await saveModel(deps, userId, other)).toMatchObject({ ok: true });
    expect(await stored(instanceId)).toMatchObject({ format: 'anthropic-messages', keyVersion: 1 });
    expect(await specVersion(instanceId)).toBe(3);
    expect((await loadSnapshot(deps.db, userId, null))?.model).toMatchObject({
      format: 'anthropic-messages',
    });
  });

  it('keeps the key when the field is left empty', async () => {
    const { userId, instanceId } = await bench.newUser();
    await saveModel(deps, userId, form());
    expect(await saveModel(deps, userId, form({ key: '', model: 'sandbox-thinking' }))).toMatchObject({
      ok: true,
    });
    expect(await stored(instanceId)).toMatchObject({ model: 'sandbox-thinking', keyVersion: 1 });
    expect(await keyOf(instanceId)).toBe('sk-sandbox-1');
    expect(await specVersion(instanceId)).toBe(3);
  });

  it('counts a new key as a new version, and the same form as no change at all', async () => {
    const { userId, instanceId } = await bench.newUser();
    await saveModel(deps, userId, form());
    await saveModel(deps, userId, form());
    expect([(await stored(instanceId))!.keyVersion, await specVersion(instanceId)]).toEqual([1, 2]);
    await saveModel(deps, userId, form({ key: 'sk-sandbox-2' }));
    expect([(await stored(instanceId))!.keyVersion, await specVersion(instanceId)]).toEqual([2, 3]);
  });

  it('never sends a stored key to another address', async () => {
    const { userId } = await bench.newUser();
    await saveModel(deps, userId, form());
    const elsewhere = await startModelEmulator();
    const wider = {
      ...deps,
      check: { allow: new Set([...deps.check.allow, `127.0.0.1:${elsewhere.port}`]) },
    };
    for (const act of [testModel, saveModel])
      expect(await act(wider, userId, form({ key: '', baseUrl: elsewhere.baseUrl }))).toMatchObject({
        ok: false,
        reason: 'key_for_address',
      });
    expect(elsewhere.requests).toHaveLength(0);
    await elsewhere.close();
  });

  it('by a test alone stores nothing', async () => {
    const { userId, instanceId } = await bench.newUser();
    expect(await testModel(deps, userId, form())).toMatchObject({ ok: true });
    expect(await stored(instanceId)).toBeNull();
  });

  it('needs a key at first, and an instance', async () => {
    const { userId } = await bench.newUser();
    expect(await saveModel(deps, userId, form({ key: '' }))).toMatchObject({ reason: 'key_missing' });
    const stranger = '018f0000-0000-7000-8000-000000000000';
    expect(await saveModel(deps, stranger, form())).toMatchObject({ reason: 'no_instance' });
  });
});
