import { sameAsModel, speechModes } from '@rockpool/db/domain/speech';
import { z } from 'zod';

/** No service has control characters in a name, and neither the database nor a configuration file takes all of them. */
const printable = /^\P{Cc}*$/u;
const Name = z.string().trim().max(200).regex(printable);

/** What the form sends. An empty key means: the one that is stored. An empty model: this half is not wanted. */
export const SpeechForm = z.object({
  preset: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  /** with `sameAsModel`, address and key are not looked at */
  baseUrl: z.string().trim().max(500),
  key: z.string().trim().max(1000),
  speakingModel: Name,
  voice: Name,
  hearingModel: Name,
  auto: z.enum(speechModes),
});
export type SpeechForm = z.infer<typeof SpeechForm>;

export const isSameAsModel = ({ preset }: Pick<SpeechForm, 'preset'>): boolean => preset === sameAsModel;

export type SpeechFormRefusal = 'models_missing' | 'voice_missing' | 'key_missing' | 'key_form';

export function refuseSpeechForm(
  { speakingModel, voice, hearingModel }: Pick<SpeechForm, 'speakingModel' | 'voice' | 'hearingModel'>,
  key: string,
): SpeechFormRefusal | null {
  if (speakingModel === '' && hearingModel === '') return 'models_missing';
  if (speakingModel !== '' && voice === '') return 'voice_missing';
  if (key === '') return 'key_missing';
  return /^[\x21-\x7e]+$/.test(key) ? null : 'key_form';
}
