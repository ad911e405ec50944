import { sameAsModel } from '@rockpool/db/domain/speech';

/**
 * Services that speak OpenAI's audio API and send what chat platforms play, opus or MP3. A preset fills the form; every field stays
 * editable. Names shown to people are in messages under `speech.presets.<id>`.
 */
export type SpeechPreset = {
  id: string;
  /** empty for the model's own service and for `custom` */
  baseUrl: string;
  speakingModel: string;
  voice: string;
  hearingModel: string;
  /** where the vendor hands out the key; null when there is no such page */
  keyPage: string | null;
  /** a key that works without an account, for the sandbox only */
  sampleKey: string | null;
};

const none = { baseUrl: '', speakingModel: '', voice: '', hearingModel: '', keyPage: null, sampleKey: null };
const openAiNames = {
  speakingModel: 'gpt-4o-mini-tts',
  voice: 'alloy',
  hearingModel: 'gpt-4o-mini-transcribe',
};

const ofTheModel: SpeechPreset = { ...none, ...openAiNames, id: sameAsModel };
const vendors: readonly SpeechPreset[] = [
  {
    id: 'siliconflow',
    baseUrl: 'https://api.siliconflow.cn/v1',
    speakingModel: 'FunAudioLLM/CosyVoice2-0.5B',
    voice: 'FunAudioLLM/CosyVoice2-0.5B:alex',
    hearingModel: 'FunAudioLLM/SenseVoiceSmall',
    keyPage: 'https://cloud.siliconflow.cn/account/ak',
    sampleKey: null,
  },
  {
    ...openAiNames,
    id: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    keyPage: 'https://platform.openai.com/api-keys',
    sampleKey: null,
  },
];
const custom: SpeechPreset = { ...none, id: 'custom' };

/** `sandboxOrigin`: of the simulated model, as the portal reaches it; null where there is none. It comes first, so that a demo works untouched. */
export function speechPresets(sandboxOrigin: string | null): SpeechPreset[] {
  const sandbox: SpeechPreset[] =
    sandboxOrigin === null
      ? []
      : [
          {
            id: 'sandbox',
            baseUrl: `${sandboxOrigin}/v1`,
            speakingModel: 'sandbox-voice',
            voice: 'alloy',
            hearingModel: 'sandbox-ears',
            keyPage: null,
            sampleKey: 'sk-sandbox-demo',
          },
        ];
  return [...sandbox, ...vendors, ofTheModel, custom];
}
