import type { OpenClawFile } from '@rockpool/gateway/config';
import { literal } from './literal.ts';

export type SpeechSettings = {
  /** null: address and key are the model's */
  own: { baseUrl: string; key: string } | null;
  /** null: answers are not spoken */
  speakingModel: string | null;
  voice: string;
  /** null: voice messages are not heard */
  hearingModel: string | null;
  /** which answers are spoken, unless a chat says otherwise */
  auto: 'off' | 'inbound' | 'always';
};

/** No preset can be called so: they have no underscore. */
const ownProvider = 'rockpool_speech';

type Sections = Pick<OpenClawFile, 'messages' | 'tools'> & {
  /** to be added to those of the models */
  providers?: NonNullable<OpenClawFile['models']>['providers'];
};

/** `modelProvider`: id of the model's provider, which serves where there is none of its own. */
export function renderSpeech(speech: SpeechSettings | null, modelProvider: string | null): Sections {
  const provider = speech?.own ? ownProvider : modelProvider;
  if (speech === null || provider === null) return {};
  const { own, speakingModel, voice, hearingModel, auto } = speech;
  return {
    ...(own && {
      providers: {
        [ownProvider]: {
          baseUrl: literal(own.baseUrl),
          apiKey: '${SPEECH_API_KEY}',
          auth: 'api-key',
          api: 'openai-completions',
          models: [],
        },
      },
    }),
    ...(speakingModel !== null && {
      messages: {
        tts: {
          auto,
          provider,
          providers: { [provider]: { model: literal(speakingModel), voice: literal(voice) } },
        },
      },
    }),
    ...(hearingModel !== null && {
      tools: { media: { audio: { enabled: true, models: [{ provider, model: literal(hearingModel) }] } } },
    }),
  };
}
