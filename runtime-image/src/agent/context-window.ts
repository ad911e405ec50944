/**
 * Which part of a conversation fits the prompt. Whole turns are dropped, oldest first, and then many at once: dropping one a turn
 * would change the prompt's beginning every time and defeat the vendor's cache.
 */
import type { AgentMessage } from './messages.ts';

/** part of the limit that is kept when something must go */
const keptShare = 0.5;
const nearShare = 0.8;
const charsPerTokenLatin = 4;
/** many short messages cost more than their tokens: they are stored, read and sent one by one */
export const historyMessagesMax = 200;

/** A cautious estimate: a CJK character is about one token, other text about four characters a token. */
export function estimateTokens(text: string): number {
  let wide = 0;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x2e7f) wide += 1;
  return wide + Math.ceil((text.length - wide) / charsPerTokenLatin);
}

export function messageTokens(message: AgentMessage): number {
  const perMessage = 4;
  if (message.role === 'user') return perMessage + estimateTokens(message.text);
  if (message.role === 'tool') return perMessage + estimateTokens(message.output);
  const calls = message.toolCalls.reduce((sum, call) => sum + 8 + estimateTokens(call.name + call.input), 0);
  return perMessage + estimateTokens(message.text) + calls;
}

/**
 * What the conversation may take of a model's window, leaving room for the system prompt and the answer.
 * @param reserve configured room for both; null: by the model
 */
export function historyLimit(
  contextWindow: number,
  maxTokens: number | null,
  systemTokens: number,
  wanted: number,
  reserve: number | null = null,
): number {
  const answer = Math.min(maxTokens ?? contextWindow / 4, contextWindow / 2);
  const room = contextWindow - (reserve === null ? answer + systemTokens : Math.max(reserve, systemTokens));
  return Math.max(Math.min(wanted, Math.floor(room * 0.9)), 500);
}

/** Beyond this a conversation is summed up while nobody waits, before anything has to be dropped. */
export function isNearLimit(tokens: number, messages: number, limit: number): boolean {
  return tokens > limit * nearShare || messages > historyMessagesMax * nearShare;
}

/**
 * Index of the first message to keep; 0 keeps all. Always the beginning of a turn, and never beyond the last one.
 * @param sizes `messageTokens` of each
 */
export function firstKept(
  messages: readonly AgentMessage[],
  sizes: readonly number[],
  limit: number,
): number {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= limit && messages.length <= historyMessagesMax) return 0;
  return firstRecent(messages, sizes, limit * keptShare);
}

/** As `firstKept`, for a conversation that is to be cut in any case: what stays takes about `keptTokens`. */
export function firstRecent(
  messages: readonly AgentMessage[],
  sizes: readonly number[],
  keptTokens: number,
): number {
  let total = sizes.reduce((sum, size) => sum + size, 0);
  const lastTurn = messages.findLastIndex(({ role }) => role === 'user');
  let first = 0;
  for (let index = 0; index < lastTurn; index += 1) {
    total -= sizes[index] ?? 0;
    if (messages[index + 1]?.role !== 'user') continue;
    first = index + 1;
    if (total <= keptTokens && messages.length - first <= historyMessagesMax * keptShare) break;
  }
  return first;
}
