/** Who hears and speaks for an instance. Pure. */

/** the preset that takes address and key of the model */
export const sameAsModel = 'model';

/** which answers are spoken, unless a chat says otherwise: none, those to voice messages, all */
export const speechModes = ['inbound', 'always', 'off'] as const;
export type SpeechMode = (typeof speechModes)[number];

export type SpeechSource =
  /** address and key of the speech settings */
  | { kind: 'own' }
  /** address and key of the model, whatever it is by now */
  | { kind: 'model' }
  | { kind: 'none'; because: NoSpeech };

/** model_format: Anthropic's form of API has no speech, and its address is not where speech is */
export type NoSpeech = 'not_set' | 'model_missing' | 'model_format';

/** Where speech comes from. Settings of their own count before the model's. */
export function speechSource(
  speech: { preset: string } | null,
  model: { format: string } | null,
): SpeechSource {
  if (speech === null) return { kind: 'none', because: 'not_set' };
  if (speech.preset !== sameAsModel) return { kind: 'own' };
  if (model === null) return { kind: 'none', because: 'model_missing' };
  return model.format === 'openai-completions'
    ? { kind: 'model' }
    : { kind: 'none', because: 'model_format' };
}
