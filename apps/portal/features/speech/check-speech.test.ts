import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startModelEmulator, type ModelEmulator } from '../../../../e2e/emulators/model/start.ts';
import { checkSpeech } from './check-speech.ts';

let model: ModelEmulator;
beforeAll(async () => {
  model = await startModelEmulator();
});
afterAll(() => model.close());
beforeEach(() => model.faults.clear());

const words = '你好，这是测试。';
const form = (change: object = {}) => ({
  baseUrl: model.baseUrl,
  key: 'sk-sandbox-1',
  speakingModel: 'voice',
  voice: 'alloy',
  hearingModel: 'ears',
  ...change,
});
const check = (change: object = {}, allow = [`127.0.0.1:${model.port}`]) =>
  checkSpeech(form(change), { allow: new Set(allow), timeoutMs: 2_000, words });

describe('a test of speech', () => {
  it('gives back what was spoken, and hears it', async () => {
    const checked = await check();
    expect(checked).toMatchObject({ ok: true, baseUrl: model.baseUrl, heard: words });
    expect(checked.ok && checked.recording?.mimeType).toBe('audio/mpeg');
    expect(checked.ok && Buffer.from(checked.recording!.base64, 'base64').toString('utf8')).toContain(words);
  });

  it('tries only the half that is wanted', async () => {
    expect(await check({ hearingModel: '' })).toMatchObject({ ok: true, heard: null });
    expect(await check({ speakingModel: '', voice: '' })).toMatchObject({ ok: true, recording: null });
  });

  it.each(['/audio/speech', '/audio/transcriptions/', '/'])(
    'takes an address that ends in %s',
    async (end) => {
      expect(await check({ baseUrl: model.baseUrl + end })).toMatchObject({
        ok: true,
        baseUrl: model.baseUrl,
      });
    },
  );

  it.each([
    [{ speakingModel: '', hearingModel: '' }, 'models_missing'],
    [{ voice: '' }, 'voice_missing'],
    [{ key: '' }, 'key_missing'],
    [{ key: 'with space' }, 'key_form'],
    [{ baseUrl: 'speech' }, 'not_a_url'],
    [{ baseUrl: 'http://speech.example.com/v1' }, 'not_https'],
  ])('says what is wrong in %j, and asks nobody', async (change, reason) => {
    model.log.clear();
    expect(await check(change)).toMatchObject({ ok: false, reason, step: null });
    expect(model.log.matching('POST', /audio/)).toHaveLength(0);
  });

  it('tells a key that is refused in the vendor’s sense, and which half said so', async () => {
    expect(await check({ key: 'wrong' })).toMatchObject({ reason: 'auth', step: 'speaking' });
    expect(await check({ key: 'wrong', speakingModel: '' })).toMatchObject({
      reason: 'auth',
      step: 'hearing',
    });
  });

  it.each<[string, object, string]>([
    ['/audio/speech', { status: 200, body: { error: { message: 'no such voice' } } }, 'speaking'],
    ['/audio/transcriptions', { status: 200, body: { words: 'none' } }, 'hearing'],
    ['/audio/transcriptions', { status: 429, body: { error: { message: 'slow down' } } }, 'hearing'],
  ])('is not content with another answer of %s: %j', async (path, answer, step) => {
    model.faults.add({ path: `*${path}`, times: 1, ...answer });
    const checked = await check();
    expect(checked).toMatchObject({ ok: false, step });
    expect(!checked.ok && checked.sentence?.zh).toBeTruthy();
  });
});

describe('an address of speech', () => {
  it.each([
    'https://127.0.0.1/v1',
    'https://169.254.169.254/latest',
    'https://[::1]/v1',
    'https://10.0.0.1/v1/audio/speech',
    'https://localhost/v1',
  ])('into an internal network is never asked: %s', async (baseUrl) => {
    expect(await check({ baseUrl }, [])).toMatchObject({ ok: false, reason: 'private_address' });
    expect(await check({ baseUrl, speakingModel: '' }, [])).toMatchObject({ reason: 'private_address' });
  });

  it('that a public name hides is found at the connection', async () => {
    const lookup = (_name: string, options: { all?: boolean }, done: (...answer: unknown[]) => void) =>
      options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
    const baseUrl = 'https://speech.example.com/v1';
    const options = { allow: new Set<string>(), timeoutMs: 2_000, words, lookup: lookup as never };
    expect(await checkSpeech(form({ baseUrl }), options)).toMatchObject({ reason: 'private_address' });
  });
});
