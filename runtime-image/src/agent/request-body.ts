/** The body of a chat completion. What repeats from turn to turn is made once: the system prompt and tools are most of it. */
import type { AgentMessage } from './messages.ts';
import type { ModelRequest, ToolSpec } from './model.ts';
import type { VendorMessage } from './openai.ts';

/** One JSON object in two pieces: the beginning, which many requests share, and the conversation. */
export function requestBody({ target, system, messages, tools }: ModelRequest): {
  head: Buffer;
  tail: string;
} {
  const { model } = target;
  const fields: Record<string, unknown> = { model: model.id, stream: true };
  if (model.usageInStream) fields.stream_options = { include_usage: true };
  if (model.maxTokens !== null) fields[model.maxTokensField] = model.maxTokens;
  const sentTools = model.tools ? tools : [];
  const head = headOf(JSON.stringify(fields), system, sentTools);
  let tail = '';
  const lastUser = messages.findLastIndex(({ role }) => role === 'user');
  messages.forEach((message, index) => {
    tail += `,${messageJson(message, model.returnsReasoning && index > lastUser)}`;
  });
  return { head, tail: `${tail}]}` };
}

const headsMax = 4;
const heads: { fields: string; system: string; tools: string; head: Buffer }[] = [];

function headOf(fields: string, system: string, tools: readonly ToolSpec[]): Buffer {
  const toolsText = tools.map(toolJson).join();
  const known = heads.find(
    (each) => each.system === system && each.fields === fields && each.tools === toolsText,
  );
  if (known !== undefined) return known.head;
  const toolsField = toolsText === '' ? '' : `,"tools":[${toolsText}]`;
  const systemText = JSON.stringify({ role: 'system', content: system });
  const head = Buffer.from(`${fields.slice(0, -1)}${toolsField},"messages":[${systemText}`);
  heads.unshift({ fields, system, tools: toolsText, head });
  heads.length = Math.min(heads.length, headsMax);
  return head;
}

/** by its parameters, which are the same object for the same tool; its words may still differ */
const toolTexts = new WeakMap<object, { name: string; description: string; text: string }>();

function toolJson({ name, description, parameters }: ToolSpec): string {
  const known = toolTexts.get(parameters);
  if (known?.name === name && known.description === description) return known.text;
  const text = JSON.stringify({ type: 'function', function: { name, description, parameters } });
  toolTexts.set(parameters, { name, description, text });
  return text;
}

const messageTexts = new WeakMap<AgentMessage, string>();

function messageJson(message: AgentMessage, withReasoning: boolean): string {
  if (withReasoning && message.role === 'assistant') return JSON.stringify(toVendor(message, true));
  let text = messageTexts.get(message);
  if (text === undefined) messageTexts.set(message, (text = JSON.stringify(toVendor(message, false))));
  return text;
}

/**
 * Reasoning goes back only with the tool calls of the running turn, that is after the last message of the user: some vendors
 * refuse the request without it there, some refuse it elsewhere.
 */
function toVendor(message: AgentMessage, withReasoning: boolean): VendorMessage {
  if (message.role === 'user') return { role: 'user', content: message.text };
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.callId, content: message.output };
  if (message.toolCalls.length === 0) return { role: 'assistant', content: message.text };
  return {
    role: 'assistant',
    content: message.text === '' ? null : message.text,
    tool_calls: message.toolCalls.map((call) => ({
      id: call.id,
      type: 'function',
      function: { name: call.name, arguments: call.input },
    })),
    ...(withReasoning && message.reasoning !== '' ? { reasoning_content: message.reasoning } : {}),
  };
}
