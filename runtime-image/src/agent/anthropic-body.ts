/** The body of a request in Anthropic's form. Pure. */
import { notShown } from './images.ts';
import type { AgentMessage, MessageImage } from './messages.ts';
import type { ModelRequest, ModelTarget, ToolSpec } from './model.ts';
import { quirksOf } from './quirks.ts';
import { anthropicThinking } from './thinking.ts';

/** the field is required; a vendor that allows less says so, and the configuration can too */
const maxTokensDefault = 8_192;

type Block = Record<string, unknown> & { type: string };
type Turn = { role: 'user' | 'assistant'; blocks: Block[] };

/** One JSON object in two pieces, as `postForStream` takes it: what many requests share comes first. */
export function anthropicBody(request: ModelRequest): { head: Buffer; tail: string } {
  const { target, system, messages, tools, thinking } = request;
  const { model } = target;
  const { without } = quirksOf(target);
  const wanted = without.includes('thinking') ? null : (thinking ?? null);
  const { fields, maxTokens } = anthropicThinking(
    model.id,
    mayThink(target, messages) ? wanted : null,
    model.maxTokens ?? maxTokensDefault,
  );
  const cached = without.includes('cache_control') ? {} : { cache_control: { type: 'ephemeral' } };
  const sent = without.includes('output_config') ? { ...fields, output_config: undefined } : fields;
  const head = {
    model: model.id,
    max_tokens: maxTokens,
    stream: true,
    ...sent,
    // the marker covers everything before it: tools come first in a prompt
    ...(model.tools && tools.length > 0 ? { tools: tools.map(toTool) } : {}),
    system: [{ type: 'text', text: system, ...cached }],
  };
  const sees = model.sees && !without.includes('images');
  const turns = turnsOf(target.reference, messages, sees);
  // the second marker is where this conversation has come to: the next request begins with all of it
  const last = turns.at(-1)?.blocks.at(-1);
  if (last !== undefined) Object.assign(last, cached);
  const texts = turns.map(({ role, blocks }) => JSON.stringify({ role, content: blocks }));
  return {
    head: Buffer.from(`${JSON.stringify(head).slice(0, -1)},"messages":[`),
    tail: `${texts.join()}]}`,
  };
}

/** Where the running turn begins. Words that a person sent while it ran stand behind the results of its tools. */
function turnStart(messages: readonly AgentMessage[]): number {
  return messages.findLastIndex(({ role }, index) => role === 'user' && messages[index - 1]?.role !== 'tool');
}

/**
 * Claude refuses to think on in a tool loop whose calls came without thoughts that it signed, as happens when another model began the
 * turn.
 */
function mayThink({ reference, model }: ModelTarget, messages: readonly AgentMessage[]): boolean {
  if (!model.id.startsWith('claude')) return true;
  return messages
    .slice(turnStart(messages))
    .every((message) => message.role !== 'assistant' || message.thoughts?.by === reference);
}

function toTool({ name, description, parameters }: ToolSpec): Record<string, unknown> {
  return { name, description, input_schema: parameters };
}

/** Results of tools are the user's in this form, and two turns of the same role become one. */
function turnsOf(reference: string, messages: readonly AgentMessage[], sees: boolean): Turn[] {
  const start = turnStart(messages);
  const turns: Turn[] = [];
  messages.forEach((message, index) => {
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const blocks = blocksOf(message, sees, index > start ? reference : null);
    if (blocks.length === 0) return;
    const before = turns.at(-1);
    if (before?.role === role) before.blocks.push(...blocks);
    else turns.push({ role, blocks });
  });
  return turns;
}

/** @param signer whose signed thoughts are given back; null outside of the running turn */
function blocksOf(message: AgentMessage, sees: boolean, signer: string | null): Block[] {
  if (message.role === 'user') {
    const { text, images = [] } = message;
    return [...textBlocks(text.trim() === '' && images.length === 0 ? '…' : text), ...pictures(images, sees)];
  }
  if (message.role === 'tool') {
    const { callId, output, ok, images = [] } = message;
    const content = [...textBlocks(output), ...pictures(images, sees)];
    return [
      {
        type: 'tool_result',
        tool_use_id: usableId(callId),
        ...(content.length === 0 ? {} : { content }),
        ...(ok ? {} : { is_error: true }),
      },
    ];
  }
  const { text, toolCalls, thoughts } = message;
  const signed = thoughts !== undefined && thoughts.by === signer && toolCalls.length > 0;
  return [
    ...(signed ? thoughts.blocks : []),
    ...textBlocks(text),
    ...toolCalls.map(({ id, name, input }) => ({
      type: 'tool_use',
      id: usableId(id),
      name,
      input: objectOf(input),
    })),
  ];
}

/** A text of white space only is refused. */
function textBlocks(text: string): Block[] {
  return text.trim() === '' ? [] : [{ type: 'text', text }];
}

function pictures(images: readonly MessageImage[], sees: boolean): Block[] {
  if (images.length === 0) return [];
  if (!sees) return textBlocks(notShown(images.length));
  return images.map(({ mimeType, base64 }) => ({
    type: 'image',
    source: { type: 'base64', media_type: mimeType, data: base64 },
  }));
}

/** Other vendors' ids have characters that are refused here. */
function usableId(id: string): string {
  return id.replace(/[^\w-]/g, '_') || '_';
}

/** What the model wrote may be no JSON; it was told so by the result. */
function objectOf(input: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(input);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
