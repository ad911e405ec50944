import type { ModelFormat } from './model-form.ts';

/**
 * Where subscribers' models live. A preset fills the form; every field stays editable.
 * Names shown to people are in messages under `model.presets.<id>`.
 */
export type ModelPreset = {
  id: string;
  /** empty for `custom` */
  baseUrl: string;
  /** of the same service in Anthropic's form; null where there is none, or none is known */
  anthropicUrl: string | null;
  /** suggestions, the first is filled in; vendors change these lists, so any other name may be typed */
  models: readonly string[];
  /** where the vendor hands out the key; null when there is no such page */
  keyPage: string | null;
  /** a key that works without an account, for the sandbox only */
  sampleKey: string | null;
};

const vendors: readonly ModelPreset[] = [
  {
    id: 'glm-coding',
    baseUrl: 'https://open.bigmodel.cn/api/coding/paas/v4',
    anthropicUrl: 'https://open.bigmodel.cn/api/anthropic',
    models: ['glm-4.7', 'glm-5', 'glm-5.1', 'glm-4.6', 'glm-4.5-air'],
    keyPage: 'https://open.bigmodel.cn/usercenter/proj-mgmt/apikeys',
    sampleKey: null,
  },
  {
    id: 'zhipu',
    baseUrl: 'https://open.bigmodel.cn/api/paas/v4',
    anthropicUrl: 'https://open.bigmodel.cn/api/anthropic',
    models: ['glm-4.7', 'glm-5', 'glm-4.6', 'glm-4.5-air'],
    keyPage: 'https://open.bigmodel.cn/usercenter/proj-mgmt/apikeys',
    sampleKey: null,
  },
  {
    id: 'qwen-coding',
    baseUrl: 'https://coding.dashscope.aliyuncs.com/v1',
    anthropicUrl: 'https://coding.dashscope.aliyuncs.com/apps/anthropic',
    models: ['qwen3.5-plus', 'qwen3-coder-plus', 'qwen3-coder-next', 'qwen3-max', 'glm-4.7', 'kimi-k2.5'],
    keyPage: 'https://bailian.console.aliyun.com/',
    sampleKey: null,
  },
  {
    id: 'kimi',
    baseUrl: 'https://api.moonshot.cn/v1',
    anthropicUrl: 'https://api.moonshot.cn/anthropic',
    models: ['kimi-k2.5', 'kimi-k2.6', 'kimi-k2.7-code'],
    keyPage: 'https://platform.moonshot.cn/console/api-keys',
    sampleKey: null,
  },
  {
    id: 'deepseek',
    baseUrl: 'https://api.deepseek.com/v1',
    anthropicUrl: 'https://api.deepseek.com/anthropic',
    models: ['deepseek-v4-flash', 'deepseek-v4-pro'],
    keyPage: 'https://platform.deepseek.com/api_keys',
    sampleKey: null,
  },
];

const custom: ModelPreset = {
  id: 'custom',
  baseUrl: '',
  anthropicUrl: null,
  models: [],
  keyPage: null,
  sampleKey: null,
};

/** The preset's address for a form of API; null where it has none. */
export function presetUrl(preset: ModelPreset, format: ModelFormat): string | null {
  return format === 'anthropic-messages' ? preset.anthropicUrl : preset.baseUrl;
}

/** All presets in the order of the form. The sandbox model comes first where there is one, so that a demo works untouched. */
export function modelPresets(sandbox: ModelPreset | null): ModelPreset[] {
  return [...(sandbox ? [sandbox] : []), ...vendors, custom];
}
