import { z } from 'zod';

const Part = z.looseObject({ type: z.string(), text: z.string().optional() });
const ChatTurn = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(Part), z.null()]).optional(),
  tool_calls: z
    .array(z.looseObject({ id: z.string(), function: z.looseObject({ name: z.string() }) }))
    .optional(),
  tool_call_id: z.string().optional(),
});
export type ChatTurn = z.infer<typeof ChatTurn>;

const Tool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({
    name: z.string(),
    parameters: z.looseObject({ properties: z.record(z.string(), z.unknown()).optional() }).optional(),
  }),
});

/** The part of a chat completion request that the emulator looks at. */
export const ChatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(ChatTurn).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  tools: z.array(Tool).nullish(),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

export function textOf(turn: ChatTurn | undefined): string {
  const content = turn?.content;
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('');
}

export const lastUserText = (request: ChatRequest): string =>
  textOf(request.messages.findLast(({ role }) => role === 'user'));

/** About four bytes make a token; the same text always counts the same. */
export const countTokens = (text: string): number => Math.max(1, Math.ceil(Buffer.byteLength(text) / 4));
