import { describe, expect, it } from 'vitest';
import type { MediaSection, TalkSection, TtsSection } from './schema/speech.ts';
import type { Issue } from './issue.ts';
import { readSpeech } from './speech.ts';

const providers = {
  mine: {
    id: 'mine',
    baseUrl: 'https://mine.example/v1',
    apiKey: 'k-mine',
    headers: {},
    unsupportedApi: null,
    models: {},
  },
};
type Sections = { media?: MediaSection; tts?: TtsSection; talk?: TalkSection };

function read({ media, tts, talk }: Sections) {
  const warnings: Issue[] = [];
  const secret = (input: unknown) => String(input);
  return { ...readSpeech({ media, tts, talk }, providers, secret, warnings), warnings };
}
const audio = (more: NonNullable<MediaSection['audio']>): Sections => ({ media: { audio: more } });

describe('who hears', () => {
  it.each([
    ['nobody, when nothing is said', {}, null],
    ['nobody, when switched off', audio({ enabled: false, baseUrl: 'https://a.example/v1' }), null],
    [
      'an address of its own',
      audio({ baseUrl: 'https://a.example/v1/', apiKey: 'k', model: 'm' }),
      { baseUrl: 'https://a.example/v1', apiKey: 'k', model: 'm' },
    ],
    [
      'a provider of models',
      audio({ models: [{ provider: 'mine', model: 'm' }] }),
      { baseUrl: 'https://mine.example/v1', apiKey: 'k-mine', model: 'm' },
    ],
    [
      'the first that is no program',
      audio({ models: [{ type: 'cli' }, { provider: 'groq', apiKey: 'g', model: 'whisper' }] }),
      { baseUrl: 'https://api.groq.com/openai/v1', apiKey: 'g', model: 'whisper' },
    ],
    [
      'with limits and language',
      audio({ provider: 'mine', language: 'zh', maxBytes: 9, timeoutSeconds: 2 }),
      { language: 'zh', bytesMax: 9, timeoutMs: 2_000, model: 'whisper-1' },
    ],
  ] as const)('%s', (_who, sections, expected) => {
    const { hearing } = read(sections);
    if (expected === null) expect(hearing).toBeNull();
    else expect(hearing).toMatchObject(expected);
  });

  it('is left out with a warning when its address is not known', () => {
    const { hearing, warnings } = read(audio({ provider: 'deepgram', model: 'nova' }));
    expect(hearing).toBeNull();
    expect(warnings).toMatchObject([{ path: 'tools.media.audio.baseUrl' }]);
  });
});

describe('who speaks', () => {
  const voice = { baseUrl: 'https://v.example/v1', apiKey: 'k', model: 'm', voice: 'v' };
  it.each<[string, Sections, object | null]>([
    ['nobody, when nothing is said', {}, null],
    ['nobody, when only a mode is set', { tts: { auto: 'always' } }, null],
    ["upstream's providers", { tts: { provider: 'p', providers: { p: voice } } }, voice],
    ['the only provider, when none is named', { tts: { providers: { p: voice } } }, voice],
    [
      'the older place',
      { tts: { openai: { apiKey: 'k', voice: 'v' } } },
      { baseUrl: 'https://api.openai.com/v1', apiKey: 'k', voice: 'v', model: 'gpt-4o-mini-tts' },
    ],
    ['settings without a provider', { tts: voice }, voice],
    [
      'a voice of one’s own before the provider’s',
      { tts: { provider: 'p', providers: { p: voice }, voice: 'mine' } },
      { ...voice, voice: 'mine' },
    ],
    [
      'a provider of models',
      { tts: { provider: 'mine', model: 'm' } },
      { baseUrl: 'https://mine.example/v1', apiKey: 'k-mine', voice: 'alloy' },
    ],
    [
      "talk's, where messages have none",
      { tts: { auto: 'inbound' }, talk: { provider: 'p', providers: { p: { ...voice, voiceId: 'x' } } } },
      voice,
    ],
  ])('%s', (_who, sections, expected) => {
    const { speaking } = read(sections);
    if (expected === null) expect(speaking).toBeNull();
    else expect(speaking).toMatchObject(expected);
  });

  it.each<[TtsSection | undefined, string]>([
    [undefined, 'off'],
    [{ auto: 'inbound' }, 'inbound'],
    [{ enabled: true }, 'always'],
    [{ auto: 'off', enabled: true }, 'off'],
    [{ auto: 'tagged' }, 'off'],
  ])('%j means %s', (tts, mode) => {
    expect(read(tts === undefined ? {} : { tts }).mode).toBe(mode);
  });
});
