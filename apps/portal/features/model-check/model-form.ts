import { z } from 'zod';

/** No vendor has control characters in a model's name, and neither the database nor a configuration file takes all of them. */
const printable = /^\P{Cc}*$/u;

/** The forms of API that the gateway speaks, by OpenClaw's names. */
export const modelFormats = ['openai-completions', 'anthropic-messages'] as const;
export type ModelFormat = (typeof modelFormats)[number];

/** What the form sends. An empty key means: the one that is stored. */
export const ModelForm = z.object({
  // becomes the name of the provider in the gateway's configuration, where `${…}` and `/` have a meaning
  preset: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  format: z.enum(modelFormats).default('openai-completions'),
  baseUrl: z.string().trim().max(500),
  model: z.string().trim().max(200).regex(printable),
  key: z.string().trim().max(1000),
});
export type ModelForm = z.infer<typeof ModelForm>;

export type ModelFormRefusal = 'model_missing' | 'key_missing' | 'key_form';

/** A key travels in a header: what does not fit there was not copied from where keys are made. */
export function refuseModelForm({ model }: Pick<ModelForm, 'model'>, key: string): ModelFormRefusal | null {
  if (model === '') return 'model_missing';
  if (key === '') return 'key_missing';
  return /^[\x21-\x7e]+$/.test(key) ? null : 'key_form';
}
