/** The body of a chat completion. What repeats from turn to turn is made once: the system prompt and tools are most of it. */
import { notShown } from './images.ts';
import type { AgentMessage, MessageImage } from './messages.ts';
import type { ModelRequest, ModelTarget, ToolSpec } from './model.ts';
import type { VendorMessage } from './openai.ts';
import { quirksOf, withoutRefused, type Quirks } from './quirks.ts';
import { thinkingFields } from './thinking.ts';
import { familyVersion, vendorOf } from './vendor.ts';

/**
 * One JSON object in two pieces: the beginning, which many requests share, and the conversation. Never sets what some vendors fix or
 * refuse: temperature and its like, `tool_choice`.
 */
export function requestBody({ target, system, messages, tools, thinking }: ModelRequest): {
  head: Buffer;
  tail: string;
} {
  const { model } = target;
  const quirks = quirksOf(target);
  const sentTools = model.tools ? tools : [];
  const fields = { model: model.id, stream: true, ...optionalFields(target, quirks, sentTools) };
  if (thinking)
    Object.assign(fields, withoutRefused(thinkingFields(target.provider, model, thinking), quirks));
  const head = headOf(JSON.stringify(fields), system, sentTools);
  const rule = reasoningRule(target, quirks);
  const sees = model.sees && !quirks.without.includes('images');
  const lastUser = messages.findLastIndex(({ role }) => role === 'user');
  let tail = '';
  let shown: MessageImage[] = [];
  messages.forEach((message, index) => {
    const reasoning = rule === 'whole' || (rule !== 'none' && index > lastUser) ? rule : 'none';
    tail += `,${messageJson(message, reasoning, sees)}`;
    // the results of a step stand together, and a result itself is text only
    if (message.role === 'tool' && message.images !== undefined && sees) shown.push(...message.images);
    if (shown.length > 0 && messages[index + 1]?.role !== 'tool') {
      tail += `,${JSON.stringify(imagesOfTools(shown))}`;
      shown = [];
    }
  });
  return { head, tail: `${tail}]}` };
}

function optionalFields(
  { provider, model }: ModelTarget,
  quirks: Quirks,
  tools: readonly ToolSpec[],
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const vendor = vendorOf(provider.baseUrl);
  if (model.usageInStream) fields.stream_options = { include_usage: true };
  if (model.maxTokens !== null) {
    const wanted =
      model.maxTokensField ??
      (vendor === 'kimi' || vendor === 'openai' ? 'max_completion_tokens' : 'max_tokens');
    const other = wanted === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    fields[quirks.otherMaxTokens ? other : wanted] = model.maxTokens;
  }
  // without it GLM is silent while it writes a long argument
  const isGlm = vendor === 'glm' || vendor === 'glm-coding';
  if (isGlm && tools.length > 0 && (familyVersion(model.id, 'glm') ?? 0) >= 4.6) fields.tool_stream = true;
  return quirks.without.length === 0 ? fields : withoutRefused(fields, quirks);
}

/**
 * Which tool calls get their reasoning back. `running`: those of the running turn, since some vendors refuse the request without it
 * there and some refuse it elsewhere · `each`: the same, and an empty one where another model made the call · `whole`: all, for an
 * endpoint that keeps thoughts over turns.
 */
type ReasoningRule = 'none' | 'running' | 'each' | 'whole';

function reasoningRule({ provider, model }: ModelTarget, quirks: Quirks): ReasoningRule {
  if (!model.returnsReasoning || quirks.reasoning === 'never') return 'none';
  if (quirks.reasoning === 'always') return 'each';
  switch (vendorOf(provider.baseUrl)) {
    case 'glm-coding':
      return 'whole';
    case 'kimi':
    case 'deepseek':
      return 'each';
    default:
      return 'running';
  }
}

const headsMax = 4;
const heads: { fields: string; system: string; tools: string; head: Buffer }[] = [];

function headOf(fields: string, system: string, tools: readonly ToolSpec[]): Buffer {
  const toolsText = toolsJson(tools);
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

const toolsTexts = new WeakMap<readonly ToolSpec[], string>();

function toolsJson(tools: readonly ToolSpec[]): string {
  let text = toolsTexts.get(tools);
  if (text === undefined) toolsTexts.set(tools, (text = tools.map(toolJson).join()));
  return text;
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

/** Hang on the message itself: there are too many of them for a WeakMap, whose entries the collector looks at one by one. */
const bare: unique symbol = Symbol('as JSON');
const reasoned: unique symbol = Symbol('as JSON, with its reasoning');
type Known = AgentMessage & { [bare]?: string; [reasoned]?: string };

function messageJson(message: Known, rule: ReasoningRule, sees: boolean): string {
  if (message.role !== 'assistant' && message.images !== undefined)
    return JSON.stringify(toVendor(message, false, sees));
  const isGiven =
    message.role === 'assistant' && rule !== 'none' && (message.reasoning !== '' || rule === 'each');
  return (message[isGiven ? reasoned : bare] ??= JSON.stringify(toVendor(message, isGiven, sees)));
}

function toVendor(message: AgentMessage, withReasoning: boolean, sees: boolean): VendorMessage {
  if (message.role === 'user') {
    const { text, images = [] } = message;
    if (images.length === 0) return { role: 'user', content: text };
    if (!sees) return { role: 'user', content: `${text}\n${notShown(images.length)}` };
    return { role: 'user', content: [{ type: 'text', text }, ...images.map(imagePart)] };
  }
  if (message.role === 'tool') {
    const { callId, output, images = [] } = message;
    const content = images.length === 0 || sees ? output : `${output}\n${notShown(images.length)}`;
    return { role: 'tool', tool_call_id: callId, content };
  }
  if (message.toolCalls.length === 0) return { role: 'assistant', content: message.text };
  return {
    role: 'assistant',
    content: message.text === '' ? null : message.text,
    tool_calls: message.toolCalls.map((call) => ({
      id: call.id,
      type: 'function',
      function: { name: call.name, arguments: call.input },
    })),
    ...(withReasoning ? { reasoning_content: message.reasoning } : {}),
  };
}

function imagesOfTools(images: MessageImage[]): VendorMessage {
  const text = '[what the tool shows]';
  return { role: 'user', content: [{ type: 'text', text }, ...images.map(imagePart)] };
}

const imagePart = ({ mimeType, base64 }: MessageImage) =>
  ({ type: 'image_url', image_url: { url: `data:${mimeType};base64,${base64}` } }) as const;
