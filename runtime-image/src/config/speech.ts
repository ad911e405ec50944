import type { TtsMode } from '../store/session-settings.ts';
import type { Issue } from './issue.ts';
import { isHttpUrl } from './models.ts';
import type { MediaSection, TalkSection, TtsSection, VoiceFile } from './schema/speech.ts';
import type { SecretReader } from './secret.ts';
import type { Provider } from './settings.ts';

/** A service that speaks OpenAI's audio API. */
export type SpeechEndpoint = { baseUrl: string; apiKey: string; model: string; timeoutMs: number };

export type Hearing = SpeechEndpoint & {
  /** as the service wants it, e.g. `zh`; null: it finds out itself */
  language: string | null;
  /** words that help it, e.g. names */
  prompt: string | null;
  /** longer recordings are not heard */
  bytesMax: number;
};

export type Speaking = SpeechEndpoint & { voice: string; charactersMax: number };

export type SpeechSettings = {
  /** null: nobody configured it */
  hearing: Hearing | null;
  speaking: Speaking | null;
  /** when answers are spoken, unless a session says otherwise */
  mode: TtsMode;
};

/** addresses of providers that speak this API, for configurations that only name them */
const known: Readonly<Record<string, string>> = {
  openai: 'https://api.openai.com/v1',
  groq: 'https://api.groq.com/openai/v1',
  siliconflow: 'https://api.siliconflow.cn/v1',
};

const hearingBytesMax = 10 * 1024 * 1024;
const charactersMax = 1_500;

type Sections = {
  media: MediaSection | undefined;
  tts: TtsSection | undefined;
  talk: TalkSection | undefined;
};

export function readSpeech(
  { media, tts, talk }: Sections,
  providers: Readonly<Record<string, Provider>>,
  readSecret: SecretReader,
  warnings: Issue[],
): SpeechSettings {
  const tagged = tts?.auto === 'tagged';
  if (tagged) warnings.push({ path: 'messages.tts.auto', message: 'tagged is not supported; it means off' });
  const mode = tts?.auto ?? (tts?.enabled === true ? 'always' : 'off');
  return {
    hearing: readHearing(media?.audio, providers, readSecret, warnings),
    speaking: readSpeaking(tts, talk, providers, readSecret, warnings),
    mode: mode === 'tagged' ? 'off' : mode,
  };
}

function readHearing(
  audio: MediaSection['audio'],
  providers: Readonly<Record<string, Provider>>,
  readSecret: SecretReader,
  warnings: Issue[],
): Hearing | null {
  if (audio === undefined || audio.enabled === false) return null;
  const listed = audio.models?.findIndex(({ type }) => type === undefined || type === 'provider') ?? -1;
  const entry = { ...audio, ...audio.models?.[listed] };
  const at = listed === -1 ? 'tools.media.audio' : `tools.media.audio.models[${listed}]`;
  const place = placeOf(entry, providers, readSecret, at, warnings);
  if (place === null) return null;
  return {
    ...place,
    model: entry.model ?? 'whisper-1',
    timeoutMs: (audio.timeoutSeconds ?? 60) * 1_000,
    language: audio.language ?? null,
    prompt: audio.prompt ?? null,
    bytesMax: audio.maxBytes ?? hearingBytesMax,
  };
}

function readSpeaking(
  tts: TtsSection | undefined,
  talk: TalkSection | undefined,
  providers: Readonly<Record<string, Provider>>,
  readSecret: SecretReader,
  warnings: Issue[],
): Speaking | null {
  const section = tts?.provider !== undefined || hasVoice(tts) ? tts : (talk ?? tts);
  if (section === undefined) return null;
  const at = section === talk ? 'talk' : 'messages.tts';
  const named = section.provider ?? Object.keys(section.providers ?? {})[0];
  const older = tts?.openai;
  const provider = named ?? (section === tts && older !== undefined ? 'openai' : undefined);
  const own = section.providers?.[provider ?? ''] ?? (provider === 'openai' ? older : undefined);
  const entry: VoiceFile = { ...pick(section), ...own };
  if (provider === undefined && entry.baseUrl === undefined) return null;
  const place = placeOf({ ...entry, provider }, providers, readSecret, at, warnings);
  if (place === null) return null;
  return {
    ...place,
    model: entry.model ?? entry.modelId ?? 'gpt-4o-mini-tts',
    // the one beside the providers is what people change by talking
    voice: tts?.voice ?? entry.voice ?? entry.voiceId ?? 'alloy',
    timeoutMs: tts?.timeoutMs ?? 60_000,
    charactersMax: Math.min(tts?.maxTextLength ?? charactersMax, 4_000),
  };
}

function hasVoice(section: TtsSection | undefined): boolean {
  return section?.baseUrl !== undefined || section?.providers !== undefined || section?.openai !== undefined;
}

/** Only what was said: a key that is not there must not hide the one below it. */
function pick({ baseUrl, apiKey, model, modelId, voice, voiceId }: VoiceFile): VoiceFile {
  const all = { baseUrl, apiKey, model, modelId, voice, voiceId };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as VoiceFile;
}

function placeOf(
  entry: { provider?: string | undefined; baseUrl?: string | undefined; apiKey?: VoiceFile['apiKey'] },
  providers: Readonly<Record<string, Provider>>,
  readSecret: SecretReader,
  at: string,
  warnings: Issue[],
): { baseUrl: string; apiKey: string } | null {
  const provider = providers[entry.provider ?? ''];
  const baseUrl = entry.baseUrl ?? provider?.baseUrl ?? known[entry.provider ?? ''];
  if (baseUrl === undefined || !isHttpUrl(baseUrl)) {
    const message = `needs a baseUrl that speaks OpenAI's audio API${
      entry.provider === undefined ? '' : `, since ${entry.provider} is not known to`
    }; it is left out`;
    warnings.push({ path: `${at}.baseUrl`, message });
    return null;
  }
  const apiKey =
    entry.apiKey === undefined ? (provider?.apiKey ?? '') : readSecret(entry.apiKey, `${at}.apiKey`);
  return { baseUrl: baseUrl.replace(/\/+$/, ''), apiKey };
}
