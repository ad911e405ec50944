import { expect, it } from 'vitest';
import { ModelForm, modelFormats } from './model-form.ts';
import { parseModelUrl } from './model-url.ts';
import { modelPresets, presetUrl } from './presets.ts';
import { sandboxPreset } from './sandbox-preset.ts';

const form = { preset: 'custom', baseUrl: 'https://model.example.com/v1', model: 'm/1: latest', key: 'sk-1' };

it('takes every preset there is', () => {
  for (const { id } of modelPresets(sandboxPreset('http://127.0.0.1:3002')))
    expect(ModelForm.safeParse({ ...form, preset: id }).success, id).toBe(true);
});

it('speaks OpenAI’s form where none is said, and no other than the two', () => {
  expect(ModelForm.parse(form)).toMatchObject({ format: 'openai-completions' });
  expect(ModelForm.safeParse({ ...form, format: 'anthropic-messages' }).success).toBe(true);
  expect(ModelForm.safeParse({ ...form, format: 'openai-responses' }).success).toBe(false);
});

it('has an https address for each form that a preset offers', () => {
  for (const preset of modelPresets(null).filter(({ id }) => id !== 'custom'))
    for (const format of modelFormats)
      expect(parseModelUrl(presetUrl(preset, format) ?? '', new Set(), format), preset.id).toMatchObject({
        ok: true,
        base: presetUrl(preset, format),
      });
});

it.each([
  { preset: '' },
  { preset: '${OPENCLAW_GATEWAY_TOKEN}' },
  { preset: 'a/b' },
  { preset: '__proto__' },
  { preset: 'a\0' },
  { model: 'm\0' },
  { model: 'm\nn' },
  { model: 'm'.repeat(201) },
  { key: 'k'.repeat(1001) },
])('refuses what could not be stored or would mean something else in a configuration: %j', (change) => {
  expect(ModelForm.safeParse({ ...form, ...change }).success).toBe(false);
});
