import { unseal } from '@rockpool/db/secrets';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startModelEmulator, type ModelEmulator } from '../../../../e2e/emulators/model/start.ts';
import { saveModel } from '../set-up/save-model.ts';
import { loadSnapshot } from '../set-up/snapshot.ts';
import { createSetUpBench, type SetUpBench } from '../set-up/testing.ts';
import { removeSpeech, saveSpeech, testSpeech, type SpeechDeps } from './save-speech.ts';
import type { SpeechForm } from './speech-form.ts';

let bench: SetUpBench;
let service: ModelEmulator;
let deps: SpeechDeps;
beforeAll(async () => {
  bench = await createSetUpBench();
  service = await startModelEmulator();
  const check = { allow: new Set([`127.0.0.1:${service.port}`]), timeoutMs: 2_000 };
  deps = { ...bench.deps, check, words: '测试' };
});
afterAll(async () => {
  await service.close();
  await bench.close();
});
beforeEach(() => service.reset());

const form = (change: Partial<SpeechForm> = {}): SpeechForm => ({
  preset: 'custom',
  baseUrl: service.baseUrl,
  key: 'sk-sandbox-speech-1',
  speakingModel: 'voice',
  voice: 'alloy',
  hearingModel: 'ears',
  auto: 'inbound',
  ...change,
});
const same = (change: Partial<SpeechForm> = {}) => form({ preset: 'model', baseUrl: '', key: '', ...change });
const ofModel = (format: 'openai-completions' | 'anthropic-messages' = 'openai-completions') => ({
  ...{ preset: 'custom', format, baseUrl: service.baseUrl, model: 'sandbox', key: 'sk-sandbox-model' },
});
const stored = (instanceId: string) => deps.db.speechSetting.findUnique({ where: { instanceId } });
const specVersion = async (instanceId: string) =>
  (await deps.db.instance.findUniqueOrThrow({ where: { id: instanceId } })).specVersion;
const keyOf = async (instanceId: string) =>
  unseal(deps.keys, (await stored(instanceId))!.keySealed!, { purpose: 'speech-key', instanceId });
const viewOf = async (userId: string) => (await loadSnapshot(deps.db, userId, null))?.speech;

describe('saving speech', () => {
  it('stores what the service answered to, sealed, and asks for a reconcile', async () => {
    const { userId, instanceId } = await bench.newUser();
    expect(await saveSpeech(deps, userId, form())).toMatchObject({ ok: true, heard: '测试' });
    expect(await stored(instanceId)).toMatchObject({
      ...{ baseUrl: service.baseUrl, speakingModel: 'voice', hearingModel: 'ears', keyVersion: 1 },
    });
    expect(await keyOf(instanceId)).toBe('sk-sandbox-speech-1');
    expect(await specVersion(instanceId)).toBe(2);
    const jobs = await deps.db.$queryRaw<unknown[]>`
      select 1 from graphile_worker.jobs where key = ${`reconcile:${instanceId}`}`;
    expect(jobs).toHaveLength(1);
    expect(await viewOf(userId)).toMatchObject({ speakingModel: 'voice', trouble: null });
  });

  it('stores nothing that was refused, and keeps what was there', async () => {
    const { userId, instanceId } = await bench.newUser();
    expect(await saveSpeech(deps, userId, form({ key: 'wrong' }))).toMatchObject({ reason: 'auth' });
    expect(await stored(instanceId)).toBeNull();
    await saveSpeech(deps, userId, form());
    const fault = { status: 429, body: { error: { message: 'slow down' } }, times: 1 };
    service.faults.add({ path: '*/audio/transcriptions', ...fault });
    expect(await saveSpeech(deps, userId, form({ voice: 'nova' }))).toMatchObject({ step: 'hearing' });
    expect(await stored(instanceId)).toMatchObject({ voice: 'alloy' });
    expect(await specVersion(instanceId)).toBe(2);
  });

  it('by a test alone stores nothing', async () => {
    const { userId, instanceId } = await bench.newUser();
    expect(await testSpeech(deps, userId, form())).toMatchObject({ ok: true });
    expect(await stored(instanceId)).toBeNull();
  });

  it('counts each change once, and the same form as none', async () => {
    const { userId, instanceId } = await bench.newUser();
    await saveSpeech(deps, userId, form());
    await saveSpeech(deps, userId, form({ key: '' }));
    expect([(await stored(instanceId))!.keyVersion, await specVersion(instanceId)]).toEqual([1, 2]);
    await saveSpeech(deps, userId, form({ key: '', hearingModel: '' }));
    expect([(await stored(instanceId))!.hearingModel, await specVersion(instanceId)]).toEqual([null, 3]);
    await saveSpeech(deps, userId, form({ key: 'sk-sandbox-speech-2', hearingModel: '' }));
    expect([(await stored(instanceId))!.keyVersion, await specVersion(instanceId)]).toEqual([2, 4]);
    expect(await keyOf(instanceId)).toBe('sk-sandbox-speech-2');
  });

  it('never sends a stored key to another address', async () => {
    const { userId } = await bench.newUser();
    await saveSpeech(deps, userId, form());
    const elsewhere = await startModelEmulator();
    const allow = new Set([...deps.check.allow, `127.0.0.1:${elsewhere.port}`]);
    const wider = { ...deps, check: { ...deps.check, allow } };
    // the path of a call behind a query or a mark is no path
    const { baseUrl, url } = elsewhere;
    for (const other of [baseUrl, `${baseUrl}/audio/speech`, `${url}?/audio/speech`, `${url}#/audio/speech`])
      for (const act of [testSpeech, saveSpeech])
        expect((await act(wider, userId, form({ key: '', baseUrl: other }))).ok).toBe(false);
    expect(elsewhere.log.matching('POST', /./)).toHaveLength(0);
    await elsewhere.close();
  });

  it('refuses an internal address and asks nobody there', async () => {
    const { userId, instanceId } = await bench.newUser();
    const strict = { ...deps, check: { ...deps.check, allow: new Set<string>() } };
    const inside = form({ baseUrl: `https://127.0.0.1:${service.port}/v1` });
    for (const act of [testSpeech, saveSpeech])
      expect(await act(strict, userId, inside)).toMatchObject({ reason: 'private_address' });
    expect([service.speech.length, await stored(instanceId)]).toEqual([0, null]);
  });

  it('touches the own computer alone, and needs one', async () => {
    const [one, other] = [await bench.newUser(), await bench.newUser()];
    await saveSpeech(deps, one.userId, form());
    // an empty key stands for the own stored one, of which there is none
    expect(await saveSpeech(deps, other.userId, form({ key: '' }))).toMatchObject({ reason: 'key_missing' });
    expect(await removeSpeech(deps, other.userId)).toEqual({ ok: true });
    expect(await stored(one.instanceId)).not.toBeNull();
    expect(await specVersion(other.instanceId)).toBe(1);
    const nobody = '018f0000-0000-7000-8000-000000000000';
    expect(await saveSpeech(deps, nobody, form())).toMatchObject({ reason: 'no_instance' });
    expect(await removeSpeech(deps, nobody)).toMatchObject({ reason: 'no_instance' });
  });
});

describe('speech of the model’s service', () => {
  it('uses address and key of the model and keeps no key of its own', async () => {
    const { userId, instanceId } = await bench.newUser();
    expect(await saveSpeech(deps, userId, same())).toMatchObject({ reason: 'model_missing', step: null });
    await saveModel(deps, userId, ofModel());
    await saveSpeech(deps, userId, form());
    expect(await saveSpeech(deps, userId, same())).toMatchObject({ ok: true, baseUrl: service.baseUrl });
    expect(await stored(instanceId)).toMatchObject({ preset: 'model', keySealed: null });
    // back to one of its own: the forgotten key is asked for again
    expect(await saveSpeech(deps, userId, form({ key: '' }))).toMatchObject({ reason: 'key_missing' });
  });

  it('says when the model has become one without speech, or another one', async () => {
    const { userId, instanceId } = await bench.newUser();
    await saveModel(deps, userId, ofModel());
    await saveSpeech(deps, userId, same());
    expect((await viewOf(userId))?.trouble).toBeNull();
    const baseUrl = 'https://models.example.com/v1';
    await deps.db.modelSetting.update({ where: { instanceId }, data: { baseUrl } });
    expect((await viewOf(userId))?.trouble).toBe('model_changed');
    await saveModel(deps, userId, { ...ofModel('anthropic-messages'), baseUrl: `${service.url}/anthropic` });
    expect((await viewOf(userId))?.trouble).toBe('model_format');
    expect(await saveSpeech(deps, userId, same())).toMatchObject({ reason: 'model_format' });
  });
});

it('switched off, nothing is left of it; done again it changes nothing', async () => {
  const { userId, instanceId } = await bench.newUser();
  await saveSpeech(deps, userId, form());
  expect(await removeSpeech(deps, userId)).toEqual({ ok: true });
  expect(await removeSpeech(deps, userId)).toEqual({ ok: true });
  expect([await stored(instanceId), await specVersion(instanceId)]).toEqual([null, 3]);
  expect(await viewOf(userId)).toBeNull();
});
