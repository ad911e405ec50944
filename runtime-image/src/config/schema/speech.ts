/** The shapes of `tools.media`, `messages.tts` and `talk` in `openclaw.json`; keys of upstream that mean nothing here are accepted. */
import * as z from 'zod/mini';
import { SecretInput } from './secret-input.ts';

const text = z.optional(z.string());
const positive = z.optional(z.number().check(z.positive()));

/** A service that speaks OpenAI's audio API. What is left out is taken from `models.providers.<provider>`. */
const endpointKeys = {
  provider: text,
  baseUrl: text,
  apiKey: z.optional(SecretInput),
  model: text,
};

const Voice = z.looseObject({
  baseUrl: text,
  apiKey: z.optional(SecretInput),
  model: text,
  modelId: text,
  voice: text,
  voiceId: text,
});
export type VoiceFile = z.infer<typeof Voice>;

export const MediaSection = z.looseObject({
  audio: z.optional(
    z.looseObject({
      enabled: z.optional(z.boolean()),
      ...endpointKeys,
      /** the first one that speaks this API is used */
      models: z.optional(z.array(z.looseObject({ ...endpointKeys, type: text }))),
      language: text,
      prompt: text,
      maxBytes: positive,
      timeoutSeconds: positive,
    }),
  ),
});
export type MediaSection = z.infer<typeof MediaSection>;

const ttsAutoModes = ['off', 'always', 'inbound', 'tagged'] as const;

export const TtsSection = z.looseObject({
  auto: z.optional(z.enum(ttsAutoModes)),
  /** older: true is `always` */
  enabled: z.optional(z.boolean()),
  provider: text,
  ...Voice.shape,
  providers: z.optional(z.record(z.string(), Voice)),
  /** older place of the provider's settings */
  openai: z.optional(Voice),
  maxTextLength: positive,
  timeoutMs: positive,
});
export type TtsSection = z.infer<typeof TtsSection>;

export const TalkSection = z.looseObject({
  provider: text,
  ...Voice.shape,
  providers: z.optional(z.record(z.string(), Voice)),
});
export type TalkSection = z.infer<typeof TalkSection>;
