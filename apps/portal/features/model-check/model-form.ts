import { z } from 'zod';

/** What the form sends. An empty key means: the one that is stored. */
export const ModelForm = z.object({
  preset: z.string().max(32),
  baseUrl: z.string().trim().max(500),
  model: z.string().trim().max(200),
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
