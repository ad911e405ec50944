import OpenAI from 'openai';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startModelEmulator, type ModelEmulator } from './start.ts';

let emulator: ModelEmulator;
let client: OpenAI;
beforeEach(async () => {
  emulator = await startModelEmulator();
  client = new OpenAI({ apiKey: 'sk-sandbox-1', baseURL: emulator.baseUrl, maxRetries: 0 });
});
afterEach(() => emulator.close());

test.each(['opus', 'mp3'] as const)('what was spoken as %s can be heard again', async (format) => {
  const spoken = await client.audio.speech.create({
    model: 'tts-1',
    voice: 'alloy',
    input: '明天见',
    response_format: format,
  });
  const file = new File([new Uint8Array(await spoken.arrayBuffer())], `voice.${format}`);
  const heard = await client.audio.transcriptions.create({ model: 'whisper-1', file, language: 'zh' });
  expect(heard.text).toBe('明天见');
  expect(emulator.speech).toMatchObject([
    { kind: 'speech', voice: 'alloy', format, input: '明天见' },
    { kind: 'transcription', fileName: `voice.${format}`, language: 'zh' },
  ]);
});

test('refuses a stranger, a text that is too long and a recording that is none', async () => {
  const stranger = new OpenAI({ apiKey: 'sk-other', baseURL: emulator.baseUrl, maxRetries: 0 });
  const words = { model: 'tts-1', voice: 'alloy', input: 'x' };
  await expect(stranger.audio.speech.create(words)).rejects.toMatchObject({ status: 401 });
  await expect(client.audio.speech.create({ ...words, input: 'x'.repeat(5_000) })).rejects.toMatchObject({
    status: 400,
  });
  await expect(
    client.post('/audio/transcriptions', { body: 'nothing', headers: { 'content-type': 'text/plain' } }),
  ).rejects.toMatchObject({ status: 400 });
});
