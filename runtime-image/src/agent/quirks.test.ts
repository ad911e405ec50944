import { describe, expect, it } from 'vitest';
import { noQuirks, quirksAfter } from './quirks.ts';

const refusal = (message: string): string => JSON.stringify({ error: { message } });

describe('quirksAfter', () => {
  it.each([
    ['Unrecognized request argument supplied: stream_options', { without: ['stream_options'] }],
    ["Unknown parameter: 'tool_stream'.", { without: ['tool_stream'] }],
    ['Extra inputs are not permitted: thinking_budget', { without: ['thinking_budget'] }],
    ['parameter.enable_thinking is not supported by this model', { without: ['enable_thinking'] }],
    ["Unsupported parameter: 'reasoning_effort'", { without: ['reasoning_effort'] }],
    ['thinking: 不支持的参数', { without: ['thinking'] }],
    ['system.0.cache_control: Extra inputs are not permitted', { without: ['cache_control'] }],
    [
      "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      { otherMaxTokens: true },
    ],
    ['This model does not support image_url content', { without: ['images'] }],
    ['The `reasoning_content` in the thinking mode must be passed back to the API.', { reasoning: 'always' }],
    [
      'thinking is enabled but reasoning_content is missing in assistant tool call message at index 2',
      { reasoning: 'always' },
    ],
    ['reasoning_content is not allowed in input messages', { reasoning: 'never' }],
  ])('learns from: %s', (message, learned) => {
    expect(quirksAfter(noQuirks, 400, refusal(message))).toEqual({ ...noQuirks, ...learned });
  });

  it.each([
    [400, 'messages 参数非法。请检查文档。'],
    [400, 'max_tokens must be at most 8192'],
    [400, 'You were thinking of something else'],
    [401, "Unknown parameter: 'tool_stream'."],
    [500, 'stream_options is not supported'],
  ])('learns nothing from %i %s', (status, message) => {
    expect(quirksAfter(noQuirks, status, refusal(message))).toBeNull();
  });

  it('learns nothing twice, so that a request is never repeated for ever', () => {
    const message = refusal('stream_options is not supported');
    const once = quirksAfter(noQuirks, 400, message);
    expect(once).not.toBeNull();
    expect(quirksAfter(once ?? noQuirks, 400, message)).toBeNull();
  });
});
