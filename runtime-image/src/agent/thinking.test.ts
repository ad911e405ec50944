import { describe, expect, it } from 'vitest';
import { anthropicThinking, thinkingFields } from './thinking.ts';
import { requestsPerKey, vendorOf } from './vendor.ts';

const glm = 'https://open.bigmodel.cn/api/coding/paas/v4';
const zai = 'https://api.z.ai/api/paas/v4';
const qwen = 'https://dashscope.aliyuncs.com/compatible-mode/v1';
const qwenPlan = 'https://coding-intl.dashscope.aliyuncs.com/v1';
const kimi = 'https://api.moonshot.cn/v1';
const deepseek = 'https://api.deepseek.com';
const openai = 'https://api.openai.com/v1';
const ark = 'https://ark.cn-beijing.volces.com/api/coding/v3';
const own = 'http://10.0.0.7:8000/v1';

const on = { thinking: { type: 'enabled' } };
const off = { thinking: { type: 'disabled' } };

describe('thinkingFields', () => {
  it.each([
    [glm, 'glm-4.7', 'off', off],
    [glm, 'glm-4.7', 'high', on],
    [zai, 'glm-4.5-air', 'low', on],
    [glm, 'glm-5.2', 'high', { ...on, reasoning_effort: 'high' }],
    [glm, 'glm-5.3-flash', 'minimal', { ...on, reasoning_effort: 'low' }],
    [glm, 'glm-5.2', 'off', off],
    [glm, 'glm-4-plus', 'high', {}],
    [glm, 'charglm-3', 'off', {}],
    [qwen, 'qwen3-max', 'off', { enable_thinking: false }],
    [qwenPlan, 'glm-5', 'medium', { enable_thinking: true, thinking_budget: 8_192 }],
    [kimi, 'kimi-k2.6', 'off', off],
    [kimi, 'kimi-k2.5', 'low', on],
    [kimi, 'kimi-k3', 'off', {}],
    [kimi, 'kimi-k2.7-code', 'off', {}],
    [kimi, 'moonshot-v1-8k', 'high', {}],
    [deepseek, 'deepseek-v4-pro', 'off', off],
    [deepseek, 'deepseek-v4-flash', 'low', { ...on, reasoning_effort: 'low' }],
    [deepseek, 'deepseek-v4-pro', 'medium', { ...on, reasoning_effort: 'high' }],
    [deepseek, 'deepseek-v4-pro', 'xhigh', { ...on, reasoning_effort: 'max' }],
    [openai, 'gpt-5', 'off', { reasoning_effort: 'minimal' }],
    [openai, 'gpt-5.2', 'off', { reasoning_effort: 'none' }],
    [openai, 'o4-mini', 'minimal', { reasoning_effort: 'low' }],
    [openai, 'gpt-5.2', 'high', { reasoning_effort: 'high' }],
    [openai, 'gpt-5.2', 'xhigh', { reasoning_effort: 'xhigh' }],
    [openai, 'gpt-5.1', 'xhigh', { reasoning_effort: 'high' }],
    [openai, 'gpt-5.1', 'minimal', { reasoning_effort: 'low' }],
    [openai, 'gpt-5', 'minimal', { reasoning_effort: 'minimal' }],
    [openai, 'o3', 'off', { reasoning_effort: 'low' }],
    [openai, 'gpt-4o', 'high', {}],
    [ark, 'doubao-seed-code', 'off', off],
    [own, 'glm-4.7', 'high', {}],
    [own, 'deepseek-v4-pro', 'off', {}],
  ] as const)('%s %s %s', (baseUrl, id, level, fields) => {
    expect(thinkingFields({ baseUrl }, { id, thinkingFormat: null }, level)).toEqual(fields);
  });

  it('sends nothing when nobody chose a level', () => {
    for (const baseUrl of [glm, qwen, kimi, deepseek, openai])
      expect(thinkingFields({ baseUrl }, { id: 'glm-5.2', thinkingFormat: null }, null)).toEqual({});
  });

  it.each([
    ['zai', on],
    ['qwen', { enable_thinking: true, thinking_budget: 16_384 }],
    ['openai', { reasoning_effort: 'high' }],
    ['none', {}],
  ] as const)('uses the format that a model names at an address of nobody known: %s', (format, fields) => {
    expect(thinkingFields({ baseUrl: own }, { id: 'm', thinkingFormat: format }, 'high')).toEqual(fields);
  });
});

describe('anthropicThinking', () => {
  it.each([
    ['claude-sonnet-4-5', 'low', 8_192, { thinking: { type: 'enabled', budget_tokens: 4_096 } }, 8_192],
    [
      'claude-sonnet-4-5-20250929',
      'high',
      8_192,
      { thinking: { type: 'enabled', budget_tokens: 16_384 } },
      20_480,
    ],
    ['claude-opus-4-20250514', 'low', 8_192, { thinking: { type: 'enabled', budget_tokens: 4_096 } }, 8_192],
    [
      'claude-opus-4-7',
      'high',
      8_192,
      { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } },
      20_480,
    ],
    [
      'claude-opus-5',
      'xhigh',
      64_000,
      { thinking: { type: 'adaptive' }, output_config: { effort: 'max' } },
      64_000,
    ],
    ['glm-4.7', 'medium', 8_192, { thinking: { type: 'enabled', budget_tokens: 8_192 } }, 12_288],
    ['glm-4.7', 'off', 8_192, { thinking: { type: 'disabled' } }, 8_192],
    ['claude-opus-4-7', null, 8_192, {}, 8_192],
  ] as const)('%s %s within %i', (id, level, limit, fields, maxTokens) => {
    expect(anthropicThinking(id, level, limit)).toEqual({ fields, maxTokens });
  });
});

describe('vendorOf and requestsPerKey', () => {
  it.each([
    [glm, 'glm-coding', 2],
    [zai, 'glm', 4],
    ['https://open.bigmodel.cn/api/anthropic', 'glm', 2],
    [qwen, 'qwen', 4],
    [qwenPlan, 'qwen', 2],
    ['https://coding.dashscope.aliyuncs.com/apps/anthropic', 'qwen', 2],
    [kimi, 'kimi', 4],
    ['https://api.kimi.com/coding/v1', 'kimi', 2],
    [deepseek, 'deepseek', 4],
    [`${deepseek}/anthropic`, 'deepseek', 4],
    [ark, 'volcengine', 2],
    ['https://api.minimaxi.com/v1', 'minimax', 4],
    ['https://api.anthropic.com', 'anthropic', 4],
    [own, null, 4],
    ['https://evil.example/api.deepseek.com', null, 4],
  ] as const)('%s is %s', (baseUrl, vendor, requests) => {
    expect(vendorOf(baseUrl)).toBe(vendor);
    expect(requestsPerKey(baseUrl, null)).toBe(requests);
    expect(requestsPerKey(baseUrl, 7)).toBe(7);
  });
});
