import { speechModes, speechSource, type NoSpeech, type SpeechMode } from '@rockpool/db/domain/speech';

/** What the page shows of the stored settings; never the key. */
export type SpeechView = {
  preset: string;
  baseUrl: string;
  /** empty: this half is off */
  speakingModel: string;
  voice: string;
  hearingModel: string;
  auto: SpeechMode;
  acceptedAt: string;
  /** why nobody hears or speaks, or was not tried, although it is set; null: all is well */
  trouble: Exclude<NoSpeech, 'not_set'> | 'model_changed' | null;
};

type Stored = {
  preset: string;
  baseUrl: string;
  speakingModel: string | null;
  voice: string;
  hearingModel: string | null;
  auto: string;
  acceptedAt: Date;
};

export function speechView(
  speech: Stored | null,
  model: { format: string; baseUrl: string } | null,
): SpeechView | null {
  if (speech === null) return null;
  const { preset, baseUrl, voice, auto, acceptedAt } = speech;
  return {
    preset,
    baseUrl,
    voice,
    speakingModel: speech.speakingModel ?? '',
    hearingModel: speech.hearingModel ?? '',
    auto: speechModes.find((mode) => mode === auto) ?? 'off',
    acceptedAt: acceptedAt.toISOString(),
    trouble: troubleOf(speech, model),
  };
}

function troubleOf(speech: Stored, model: { format: string; baseUrl: string } | null): SpeechView['trouble'] {
  const source = speechSource(speech, model);
  if (source.kind === 'none') return source.because === 'not_set' ? null : source.because;
  // it was tried at the address that the model had then
  return source.kind === 'model' && model?.baseUrl !== speech.baseUrl ? 'model_changed' : null;
}
