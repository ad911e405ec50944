/** How each vendor is told how much to think. Pure. An address of nobody known gets nothing, unless the model says its format. */
import type { ModelSpec, Provider, ThinkingFormat } from '../config/settings.ts';
import type { ThinkingLevel } from '../store/session-settings.ts';
import { familyVersion, vendorOf } from './vendor.ts';

export type ThinkingFields = Readonly<Record<string, unknown>>;

const none: ThinkingFields = {};
const budgets: Record<Exclude<ThinkingLevel, 'off'>, number> = {
  minimal: 1_024,
  low: 4_096,
  medium: 8_192,
  high: 16_384,
  xhigh: 32_768,
};
const efforts: Record<Exclude<ThinkingLevel, 'off'>, 'low' | 'medium' | 'high'> = {
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
};

/** Fields of a chat completion; none for `null`, which leaves it to the vendor. */
export function thinkingFields(
  provider: Pick<Provider, 'baseUrl'>,
  model: Pick<ModelSpec, 'id' | 'thinkingFormat'>,
  level: ThinkingLevel | null,
): ThinkingFields {
  if (level === null) return none;
  const format = model.thinkingFormat ?? formatOf(provider.baseUrl, model.id);
  switch (format) {
    case 'zai': {
      const thinking = { type: level === 'off' ? 'disabled' : 'enabled' };
      // from 5.2 on it also takes how hard to think
      const takesEffort = (familyVersion(model.id, 'glm') ?? 0) >= 5.2;
      return level === 'off' || !takesEffort ? { thinking } : { thinking, reasoning_effort: efforts[level] };
    }
    case 'qwen':
      return level === 'off'
        ? { enable_thinking: false }
        : { enable_thinking: true, thinking_budget: budgets[level] };
    case 'kimi':
      // those after 2.6 always think and refuse to be told not to
      if (level === 'off' && alwaysThinks(model.id)) return none;
      return { thinking: { type: level === 'off' ? 'disabled' : 'enabled' } };
    case 'deepseek':
      return level === 'off'
        ? { thinking: { type: 'disabled' } }
        : { thinking: { type: 'enabled' }, reasoning_effort: deepseekEffort(level) };
    case 'openai':
      return openaiEffort(model.id, level);
    case 'none':
    case null:
      return none;
  }
}

function formatOf(baseUrl: string, modelId: string): ThinkingFormat | null {
  switch (vendorOf(baseUrl)) {
    case 'glm':
    case 'glm-coding':
      return (familyVersion(modelId, 'glm') ?? 0) >= 4.5 ? 'zai' : null;
    case 'qwen':
      // its plan also serves other makers' models, which take the same two fields
      return 'qwen';
    case 'kimi':
      return /^kimi-(?:k|for-coding)/.test(modelId) ? 'kimi' : null;
    case 'deepseek':
      return 'deepseek';
    case 'openai':
      return /^(?:gpt-5|o[1-9])/.test(modelId) ? 'openai' : null;
    case 'volcengine':
      return /^(?:doubao-seed|glm|deepseek|kimi)/.test(modelId) ? 'zai' : null;
    default:
      return null;
  }
}

function alwaysThinks(modelId: string): boolean {
  return (familyVersion(modelId, 'kimi-k') ?? 0) > 2.6;
}

function deepseekEffort(level: Exclude<ThinkingLevel, 'off'>): 'low' | 'high' | 'max' {
  if (level === 'xhigh') return 'max';
  return level === 'minimal' || level === 'low' ? 'low' : 'high';
}

/** The ends of the scale came and went: `minimal` is the first GPT-5's, `none` and `xhigh` are its successors'. */
function openaiEffort(modelId: string, level: ThinkingLevel): ThinkingFields {
  const version = familyVersion(modelId, 'gpt') ?? 0;
  const lowest = version === 5 ? 'minimal' : 'low';
  if (level === 'off') return { reasoning_effort: version > 5 ? 'none' : lowest };
  if (level === 'minimal') return { reasoning_effort: lowest };
  if (level === 'xhigh' && version >= 5.2) return { reasoning_effort: 'xhigh' };
  return { reasoning_effort: efforts[level] };
}

/** What an answer must have room for beside the thoughts. */
const answerTokens = 4_096;

/** The same for Anthropic's messages. `maxTokens` counts the thoughts too, so it may have to grow. */
export function anthropicThinking(
  modelId: string,
  level: ThinkingLevel | null,
  maxTokens: number,
): { fields: ThinkingFields; maxTokens: number } {
  if (level === null) return { fields: none, maxTokens };
  if (level === 'off') return { fields: { thinking: { type: 'disabled' } }, maxTokens };
  const budget = budgets[level];
  const room = Math.max(maxTokens, budget + answerTokens);
  if (!isAdaptive(modelId))
    return { fields: { thinking: { type: 'enabled', budget_tokens: budget } }, maxTokens: room };
  const effort = level === 'xhigh' ? 'max' : efforts[level];
  return { fields: { thinking: { type: 'adaptive' }, output_config: { effort } }, maxTokens: room };
}

/** From 4.6 on Claude decides itself how long it thinks, and takes an effort instead of a budget. */
function isAdaptive(modelId: string): boolean {
  const version = /^claude-(?:opus|sonnet|haiku)-(\d+)(?:[-.](\d)(?!\d))?/.exec(modelId);
  if (version === null) return false;
  return Number(version[1]) + Number(version[2] ?? 0) / 10 >= 4.6;
}
