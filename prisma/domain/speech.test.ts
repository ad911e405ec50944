import { expect, test } from 'vitest';
import { speechSource } from './speech.ts';

const own = { preset: 'siliconflow' };
const same = { preset: 'model' };
const openai = { format: 'openai-completions' };
const anthropic = { format: 'anthropic-messages' };

test.each([
  ['nothing is set', null, openai, { kind: 'none', because: 'not_set' }],
  ['nothing at all is set', null, null, { kind: 'none', because: 'not_set' }],
  ['own settings count before the model', own, openai, { kind: 'own' }],
  ['own settings need no model', own, null, { kind: 'own' }],
  ['own settings do not mind the model’s form of API', own, anthropic, { kind: 'own' }],
  ['the model’s are used where they are wished', same, openai, { kind: 'model' }],
  ['the model is gone', same, null, { kind: 'none', because: 'model_missing' }],
  ['the model’s form of API has no speech', same, anthropic, { kind: 'none', because: 'model_format' }],
] as const)('%s', (_name, speech, model, source) => {
  expect(speechSource(speech, model)).toEqual(source);
});
