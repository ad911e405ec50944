import { countTokens, type ChatRequest } from './chat-request.ts';
import type { ParsedAnswer } from './script.ts';

/** Tokens of one answer; `prompt_tokens` holds what a cache had kept, too. */
export interface Counts {
  prompt_tokens: number;
  completion_tokens: number;
  cached_tokens: number;
}

/** Counted over everything the model is given: messages and tools. */
export const promptTokens = (request: ChatRequest): number =>
  countTokens(JSON.stringify(request.messages) + (request.tools ? JSON.stringify(request.tools) : ''));

/** As the script says, else counted. */
export function countsOf(request: ChatRequest, answer: ParsedAnswer): Counts {
  const said = answer.steps.map((step) => ('text' in step ? step.text : '')).join('');
  const { prompt_tokens, completion_tokens, cached_tokens } = answer.usage ?? {
    prompt_tokens: promptTokens(request),
    completion_tokens: countTokens(said),
  };
  return { prompt_tokens, completion_tokens, cached_tokens: cached_tokens ?? 0 };
}

export const openAiUsage = ({ prompt_tokens, completion_tokens, cached_tokens }: Counts): object => ({
  prompt_tokens,
  completion_tokens,
  total_tokens: prompt_tokens + completion_tokens,
  ...(cached_tokens > 0 && { prompt_tokens_details: { cached_tokens } }),
});
