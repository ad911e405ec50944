/** The chat in the browser: its messages, and what may be typed into it. */
import * as z from 'zod/mini';
import { OwnId, Sentence, Word } from './fields.ts';

/** A message of a session as people see it. Tool calls are folded into the assistant's message they belong to. */
export const ChatMessage = z.object({
  id: z.string(),
  role: z.enum(['user', 'assistant', 'notice']),
  text: z.string(),
  /** where it came from: `web`, `feishu`, `api` */
  channel: z.string(),
  at: z.string(),
  tools: z.array(
    z.object({ id: z.string(), name: z.string(), input: z.string(), output: z.string(), ok: z.boolean() }),
  ),
  model: z.nullable(z.string()),
});
export type ChatMessage = z.infer<typeof ChatMessage>;

export const ChatHistory = z.object({ messages: z.array(ChatMessage), running: z.boolean() });
export type ChatHistory = z.infer<typeof ChatHistory>;

/** text: 1 to 100,000 characters */
export const ChatRequest = z.object({
  id: OwnId,
  text: z.string().check(z.minLength(1), z.maxLength(100_000), z.regex(/\S/, 'must hold more than spaces')),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

/** `GET /control/commands`: what may be typed behind a slash in the browser chat. */
export const CommandList = z.object({
  commands: z
    .array(z.object({ name: Word, usage: Sentence, help: z.object({ zh: Sentence, en: Sentence }) }))
    .check(z.maxLength(500)),
});
export type CommandList = z.infer<typeof CommandList>;
