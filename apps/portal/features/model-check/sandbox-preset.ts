import type { ModelPreset } from './presets.ts';

/** The simulated model as a preset, with a key it accepts. `origin` is the sandbox's, as the portal reaches it. */
export function sandboxPreset(origin: string | null): ModelPreset | null {
  if (origin === null) return null;
  return {
    id: 'sandbox',
    baseUrl: `${origin}/v1`,
    anthropicUrl: `${origin}/anthropic`,
    models: ['sandbox', 'sandbox-thinking'],
    keyPage: null,
    sampleKey: 'sk-sandbox-demo',
  };
}
