import { parseConfig } from '@rockpool/gateway/config';
import { expect, test } from 'vitest';
import { renderGatewayConfig, type GatewaySettings } from './gateway-config.ts';
import { reached } from './reach.ts';
import type { SpeechSettings } from './speech-config.ts';

const bare: GatewaySettings = {
  locale: 'zh',
  timeZone: 'Asia/Shanghai',
  gatewayToken: 'token-of-the-gateway',
  exec: false,
  bind: 'loopback',
  model: null,
  feishu: null,
};
const model = {
  preset: 'glm-coding',
  baseUrl: 'https://models.example.com/v1',
  model: 'glm-4.7',
  api: 'openai-completions' as const,
  key: 'sk-of-the-model',
};
const asModel: SpeechSettings = {
  own: null,
  speakingModel: 'tts-1',
  voice: 'alloy',
  hearingModel: 'whisper-1',
  auto: 'inbound',
};
const own: SpeechSettings = {
  ...asModel,
  own: { baseUrl: 'https://speech.example.com/v1', key: 'sk-"of" the $speech' },
};

/** What the gateway itself makes of the rendered files. */
function parsed(settings: GatewaySettings) {
  const result = parseConfig(renderGatewayConfig(settings), {}, '/data');
  if (result.kind === 'error') throw new Error(`${result.path}: ${result.message}`);
  expect(result.warnings).toEqual([]);
  return result.config.speech;
}

test('without settings nobody hears or speaks', () => {
  expect(parsed({ ...bare, model })).toMatchObject({ hearing: null, speaking: null });
  expect(renderGatewayConfig({ ...bare, model, speech: null })).toEqual(
    renderGatewayConfig({ ...bare, model }),
  );
});

test.each([
  ['its own address and key', own, own.own!.baseUrl, own.own!.key],
  ['those of the model', asModel, model.baseUrl, model.key],
])('the gateway hears and speaks by %s', (_name, speech, baseUrl, apiKey) => {
  expect(parsed({ ...bare, model, speech })).toMatchObject({
    mode: 'inbound',
    speaking: { baseUrl, apiKey, model: 'tts-1', voice: 'alloy' },
    hearing: { baseUrl, apiKey, model: 'whisper-1' },
  });
});

test('speech of its own needs no model and no other name than any model has', () => {
  expect(parsed({ ...bare, speech: own }).speaking?.baseUrl).toBe(own.own!.baseUrl);
  const files = renderGatewayConfig({ ...bare, model: { ...model, preset: 'speech' }, speech: own });
  expect(Object.keys(JSON.parse(files['openclaw.json']).models.providers)).toHaveLength(2);
});

test.each<[string, Partial<SpeechSettings>, object]>([
  ['only heard', { speakingModel: null }, { speaking: null, hearing: { model: 'whisper-1' } }],
  ['only spoken', { hearingModel: null }, { hearing: null, speaking: { model: 'tts-1' } }],
  ['spoken always', { auto: 'always' }, { mode: 'always' }],
])('may be %s', (_name, change, expected) => {
  expect(parsed({ ...bare, speech: { ...own, ...change } })).toMatchObject(expected);
});

test('its key stands in .env alone', () => {
  const files = renderGatewayConfig({ ...bare, model, speech: own });
  expect(files['openclaw.json'] + files['rockpool.json']).not.toContain('of\\" the');
  expect(files['.env']).toContain('SPEECH_API_KEY');
  expect(renderGatewayConfig({ ...bare, model, speech: asModel })['.env']).not.toContain('SPEECH_API_KEY');
});

test('what a subscriber typed refers to no variable', () => {
  const name = 'm-${OPENCLAW_GATEWAY_TOKEN}';
  const speech = { ...own, speakingModel: name, voice: name, hearingModel: name };
  expect(parsed({ ...bare, speech })).toMatchObject({
    speaking: { model: name, voice: name },
    hearing: { model: name },
  });
});

test('its address is named as the instance reaches it', () => {
  const local = { ...own, own: { ...own.own!, baseUrl: 'http://127.0.0.1:3002/v1' } };
  const reach = [{ from: { host: '127.0.0.1', port: 3002 }, to: { host: '172.17.0.1', port: 3002 } }];
  expect(parsed(reached({ ...bare, speech: local }, reach)).hearing?.baseUrl).toBe(
    'http://172.17.0.1:3002/v1',
  );
});
