import { expect, it } from 'vitest';
import { ModelForm } from './model-form.ts';
import { modelPresets } from './presets.ts';
import { sandboxPreset } from './sandbox-preset.ts';

const form = { preset: 'custom', baseUrl: 'https://model.example.com/v1', model: 'm/1: latest', key: 'sk-1' };

it('takes every preset there is', () => {
  for (const { id } of modelPresets(sandboxPreset('http://127.0.0.1:3002')))
    expect(ModelForm.safeParse({ ...form, preset: id }).success, id).toBe(true);
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
