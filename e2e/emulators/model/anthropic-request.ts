import { z } from 'zod';
import { anthropicFailure } from './vendor-errors.ts';
import type { ChatRequest, ChatTurn } from './chat-request.ts';
import type { ParsedFailure } from './script.ts';

const CacheControl = z.looseObject({ type: z.literal('ephemeral') }).optional();
const Block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  cache_control: CacheControl,
  id: z.string().optional(),
  name: z.string().optional(),
  tool_use_id: z.string().optional(),
  thinking: z.string().optional(),
  signature: z.string().optional(),
  source: z
    .looseObject({ type: z.string(), media_type: z.string().optional(), data: z.string().optional() })
    .optional(),
});
type Block = z.infer<typeof Block> & { content?: string | Block[] };
const Content = z.union([z.string(), z.array(Block)]);
const Turn = z.looseObject({ role: z.enum(['user', 'assistant']), content: Content });

/** A request of Anthropic's form, as far as the emulator looks at it. */
export const MessagesRequest = z.looseObject({
  model: z.string(),
  max_tokens: z.number().int().min(1),
  messages: z.array(Turn).min(1),
  system: Content.optional(),
  stream: z.boolean().optional(),
  thinking: z.looseObject({ type: z.string(), budget_tokens: z.number().optional() }).optional(),
  tools: z
    .array(z.looseObject({ name: z.string(), input_schema: z.looseObject({ type: z.string() }) }))
    .optional(),
});
export type MessagesRequest = z.infer<typeof MessagesRequest>;

const blocksOf = (content: string | Block[] | undefined): Block[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);

/** What the real service refuses of a well-formed request, with its words; undefined when it takes it. */
export function refuse(request: MessagesRequest): ParsedFailure | undefined {
  const sentence = complaint(request);
  return sentence === undefined ? undefined : anthropicFailure(400, 'invalid_request_error', sentence);
}

const markersMax = 4;

function complaint(request: MessagesRequest): string | undefined {
  const { messages, thinking, max_tokens: maxTokens } = request;
  if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role';
  if (thinking?.type === 'enabled' && (thinking.budget_tokens ?? 0) < 1024)
    return 'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024';
  if (thinking?.type === 'enabled' && maxTokens <= (thinking.budget_tokens ?? 0))
    return '`max_tokens` must be greater than `thinking.budget_tokens`';
  const all = [
    ...blocksOf(request.system as string | Block[]),
    ...messages.flatMap(({ content }) => blocksOf(content as string | Block[])),
  ];
  const markers = all.filter((block) => block.cache_control !== undefined).length;
  if (markers > markersMax)
    return `A maximum of ${markersMax} blocks with cache_control may be provided. Found ${markers}.`;
  for (const [index, { role, content }] of messages.entries()) {
    const at = `messages.${index}`;
    const blocks = blocksOf(content as string | Block[]);
    if (blocks.length === 0) return `${at}: all messages must have non-empty content`;
    for (const [place, block] of blocks.entries()) {
      const found = blockComplaint(block, `${at}.content.${place}`);
      if (found !== undefined) return found;
    }
    const calls = role === 'assistant' ? blocks.filter(({ type }) => type === 'tool_use') : [];
    const next = blocksOf(messages[index + 1]?.content as string | Block[] | undefined);
    const open = calls.filter(({ id }) => !next.some((block) => block.tool_use_id === id));
    if (open.length > 0)
      return `${at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.map(({ id }) => id).join(', ')}.`;
    const before = blocksOf(messages[index - 1]?.content as string | Block[] | undefined);
    const orphan = blocks.find(
      ({ type, tool_use_id: id }) => type === 'tool_result' && !before.some((block) => block.id === id),
    );
    if (orphan)
      return `${at}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${orphan.tool_use_id}.`;
  }
  if (thinking?.type === 'enabled') return thoughtsComplaint(messages);
  return undefined;
}

function blockComplaint(block: Block, at: string): string | undefined {
  if (block.type === 'text' && (block.text ?? '').trim() === '')
    return 'messages: text content blocks must be non-empty';
  if (block.type === 'tool_use' && !/^[a-zA-Z0-9_-]+$/.test(block.id ?? ''))
    return `${at}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`;
  if (block.type === 'thinking' && block.signature !== signatureOf(block.thinking ?? ''))
    return `${at}: Invalid \`signature\` in \`thinking\` block`;
  const types = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
  if (block.type === 'image' && !types.includes(block.source?.media_type ?? ''))
    return `${at}.image.source.base64.media_type: Input should be ${types.join(', ')}`;
  return undefined;
}

/** In a tool loop the assistant's turn begins with what it thought. */
function thoughtsComplaint(messages: MessagesRequest['messages']): string | undefined {
  const last = messages.at(-1);
  const isLoop = blocksOf(last?.content as string | Block[]).some(({ type }) => type === 'tool_result');
  const index = messages.length - 2;
  const first = blocksOf(messages[index]?.content as string | Block[] | undefined)[0];
  if (!isLoop || first === undefined || /thinking$/.test(first.type)) return undefined;
  return `messages.${index}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first.type}\`.`;
}

/** Stands for the service's own; it only has to come back unchanged. */
export const signatureOf = (thinking: string): string => `sig-${Buffer.from(thinking).toString('base64url')}`;

/** The same request in OpenAI's form, so that one sandbox model and one script serve both. */
export function toChatRequest(request: MessagesRequest): ChatRequest {
  const system = blocksOf(request.system as string | Block[])
    .map(({ text }) => text ?? '')
    .join('\n');
  return {
    model: request.model,
    stream: request.stream ?? false,
    messages: [
      ...(system === '' ? [] : [{ role: 'system', content: system }]),
      ...request.messages.flatMap(({ role, content }) =>
        turnsOf(role, blocksOf(content as string | Block[])),
      ),
    ],
    ...(request.tools && {
      tools: request.tools.map(({ name, input_schema: parameters }) => ({
        type: 'function' as const,
        function: { name, parameters },
      })),
    }),
  };
}

function turnsOf(role: string, blocks: Block[]): ChatTurn[] {
  const results = blocks.filter(({ type }) => type === 'tool_result');
  const text = textIn(blocks);
  const calls = blocks.filter(({ type }) => type === 'tool_use');
  const spoken: ChatTurn[] =
    text === '' && calls.length === 0 && results.length > 0
      ? []
      : [
          {
            role,
            content: text,
            ...(calls.length > 0 && {
              tool_calls: calls.map(({ id, name }) => ({ id: id ?? '', function: { name: name ?? '' } })),
            }),
          },
        ];
  return [
    ...results.map(({ tool_use_id: id, content }) => ({
      role: 'tool',
      tool_call_id: id ?? '',
      content: textIn(blocksOf(content)),
    })),
    ...spoken,
  ];
}

const textIn = (blocks: Block[]): string =>
  blocks.flatMap(({ type, text }) => (type === 'text' ? [text ?? ''] : [])).join('\n');

/** The refusal of a request without a key that is ours, in this form's words. */
export const refuseKey = (): ParsedFailure =>
  anthropicFailure(401, 'authentication_error', 'invalid x-api-key');
