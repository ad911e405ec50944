/** What each vendor is sent. The table names the rows of the vendors' documents that a request has to keep to. */
import { describe, expect, it } from 'vitest';
import { unlistedModel } from '../config/models.ts';
import type { ModelSpec } from '../config/settings.ts';
import type { AgentMessage } from './messages.ts';
import type { ModelRequest } from './model.ts';
import { requestBody } from './request-body.ts';

const coding = 'https://open.bigmodel.cn/api/coding/paas/v4';
const general = 'https://open.bigmodel.cn/api/paas/v4';
const kimi = 'https://api.moonshot.cn/v1';
const deepseek = 'https://api.deepseek.com/v1';
const qwen = 'https://dashscope.aliyuncs.com/compatible-mode/v1';
const own = 'http://10.0.0.7:8000/v1';

type Sent = Record<string, unknown> & { messages: (Record<string, unknown> & { role: string })[] };
const ls = { name: 'ls', description: 'List.', parameters: { type: 'object', properties: {} } };

function sent(
  baseUrl: string,
  id: string,
  more: Partial<ModelRequest> & { model?: Partial<ModelSpec> } = {},
): Sent {
  const provider = { id: 'p', baseUrl, apiKey: 'k', headers: {}, unsupportedApi: null, models: {} };
  const { model, ...rest } = more;
  const { head, tail } = requestBody({
    target: { reference: `p/${id}`, provider, model: { ...unlistedModel(id), ...model } },
    system: 'You are a test.',
    messages: [{ role: 'user', text: 'hello' }],
    tools: [ls],
    signal: new AbortController().signal,
    ...rest,
  });
  return JSON.parse(head.toString() + tail) as Sent;
}

describe('fields', () => {
  it.each([
    ['usage is asked for', own, 'm', {}, { stream_options: { include_usage: true } }],
    [
      'usage is not asked for where it is refused',
      own,
      'm',
      { usageInStream: false },
      { stream_options: undefined },
    ],
    ['GLM streams the arguments of tools from 4.6 on', coding, 'glm-4.7', {}, { tool_stream: true }],
    ['older GLM does not know that', general, 'glm-4.5-air', {}, { tool_stream: undefined }],
    ['nobody else does', qwen, 'glm-4.7', {}, { tool_stream: undefined }],
    [
      'GLM limits by max_tokens',
      coding,
      'glm-4.7',
      { maxTokens: 9 },
      { max_tokens: 9, max_completion_tokens: undefined },
    ],
    [
      'Kimi limits thoughts too',
      kimi,
      'kimi-k2.6',
      { maxTokens: 9 },
      { max_tokens: undefined, max_completion_tokens: 9 },
    ],
    [
      'the configuration wins',
      kimi,
      'kimi-k2.6',
      { maxTokens: 9, maxTokensField: 'max_tokens' },
      { max_tokens: 9 },
    ],
    [
      'no limit is sent when none is set',
      own,
      'm',
      {},
      { max_tokens: undefined, max_completion_tokens: undefined },
    ],
    ['a model without tools is offered none', own, 'm', { tools: false }, { tools: undefined }],
    ['GLM chooses tools by itself', coding, 'glm-4.7', {}, { tool_choice: undefined }],
    [
      'Kimi and DeepSeek fix the temperature',
      kimi,
      'kimi-k2.6',
      {},
      { temperature: undefined, top_p: undefined },
    ],
  ] as const)('%s', (_row, baseUrl, id, model, fields) => {
    const body = sent(baseUrl, id, { model });
    for (const [name, value] of Object.entries(fields)) expect(body[name], name).toEqual(value);
  });

  it('holds how much to think, the rest of the prompt staying the same', () => {
    expect(sent(coding, 'glm-4.7', { thinking: 'off' }).thinking).toEqual({ type: 'disabled' });
    expect(sent(coding, 'glm-4.7', { thinking: null }).thinking).toBeUndefined();
    expect(sent(own, 'glm-4.7', { thinking: 'high' }).thinking).toBeUndefined();
  });
});

const step = (id: string, reasoning: string): AgentMessage[] => [
  { role: 'assistant', text: '', reasoning, toolCalls: [{ id, name: 'ls', input: '{}' }] },
  { role: 'tool', callId: id, name: 'ls', output: 'x', ok: true },
];
const conversation: AgentMessage[] = [
  { role: 'user', text: 'first' },
  ...step('a', 'old thought'),
  { role: 'assistant', text: 'done', reasoning: 'old thought', toolCalls: [] },
  { role: 'user', text: 'second' },
  ...step('b', 'new thought'),
  ...step('c', ''),
];

describe('reasoning goes back', () => {
  const given = (baseUrl: string, id: string, model: Partial<ModelSpec> = {}) =>
    sent(baseUrl, id, { model, messages: conversation })
      .messages.filter(({ tool_calls: calls }) => calls !== undefined)
      .map(({ reasoning_content: reasoning }) => reasoning);

  it.each([
    ['with the calls of the running turn', own, 'm', {}, [undefined, 'new thought', undefined]],
    [
      'with every call where GLM keeps thoughts over turns',
      coding,
      'glm-4.7',
      {},
      ['old thought', 'new thought', undefined],
    ],
    ['not so at its general address', general, 'glm-4.7', {}, [undefined, 'new thought', undefined]],
    [
      'even when empty, which DeepSeek insists on',
      deepseek,
      'deepseek-v4-pro',
      {},
      [undefined, 'new thought', ''],
    ],
    ['and Kimi', kimi, 'kimi-k2.6', {}, [undefined, 'new thought', '']],
    [
      'never where it is switched off',
      deepseek,
      'm',
      { returnsReasoning: false },
      [undefined, undefined, undefined],
    ],
  ] as const)('%s', (_row, baseUrl, id, model, reasonings) => {
    expect(given(baseUrl, id, model)).toEqual(reasonings);
  });
});

describe('pictures', () => {
  const images = [{ mimeType: 'image/png', base64: 'aGk=' }];
  const shown = { type: 'image_url', image_url: { url: 'data:image/png;base64,aGk=' } };
  const messages: AgentMessage[] = [
    { role: 'user', text: 'what is this?', images },
    {
      ...{ role: 'assistant', text: '', reasoning: '' },
      toolCalls: [
        { id: 'a', name: 'ls', input: '{}' },
        { id: 'b', name: 'ls', input: '{}' },
      ],
    },
    { role: 'tool', callId: 'a', name: 'ls', output: 'shot', ok: true, images },
    { role: 'tool', callId: 'b', name: 'ls', output: 'x', ok: true },
  ];

  it('are shown to models that see, those of tools behind all results of the step', () => {
    const body = sent(own, 'm', { model: { sees: true }, messages });
    expect(body.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'tool',
      'user',
    ]);
    expect(body.messages[1]?.content).toEqual([{ type: 'text', text: 'what is this?' }, shown]);
    expect(body.messages[5]?.content).toContainEqual(shown);
    expect(body.messages[3]?.content).toBe('shot');
  });

  it('are told of to models that do not', () => {
    const body = sent(own, 'm', { model: { sees: false }, messages });
    expect(JSON.stringify(body)).not.toContain('base64');
    expect(body.messages[1]?.content).toMatch(/1 image, not shown/);
    expect(body.messages[3]?.content).toMatch(/1 image, not shown/);
  });
});
