import { estimateTokens, firstKept, historyLimit, messageTokens } from '../agent/context-window.ts';
import type { AgentMessage } from '../agent/messages.ts';
import type { GatewayConfig, ModelSpec } from '../config/settings.ts';
import type { Session } from '../store/sessions.ts';
import { toAgentMessage, type ContextMessage } from '../store/stored-message.ts';
import type { Transcripts } from '../store/transcripts.ts';
import { completeToolCalls } from './prompt-text.ts';

/** A session's present context, as far as the model reads it. The three lists belong together by index. */
export type Context = { rows: ContextMessage[]; messages: AgentMessage[]; sizes: number[]; tokens: number };

export function contextOf(transcripts: Transcripts, session: Pick<Session, 'key' | 'contextFrom'>): Context {
  const context: Context = { rows: [], messages: [], sizes: [], tokens: 0 };
  for (const row of transcripts.since(session.key, session.contextFrom)) {
    const { message, tokens } = forPrompt(row);
    if (message === null) continue;
    context.rows.push(row);
    context.messages.push(message);
    context.sizes.push(tokens);
    context.tokens += tokens;
  }
  return context;
}

/** @param systemText system prompt, which shares the window with the conversation */
export function conversationLimit(
  { limits, sessions }: Pick<GatewayConfig, 'limits' | 'sessions'>,
  model: ModelSpec,
  systemText: string,
  summary: string | null,
): number {
  const { contextWindow, maxTokens } = model;
  const fixed = estimateTokens(systemText) + (summary === null ? 0 : estimateTokens(summary));
  const { reserveTokens } = sessions.compaction;
  return historyLimit(contextWindow, maxTokens, fixed, limits.historyTokensMax, reserveTokens);
}

/**
 * The conversation for the prompt, after the summary of what was before it. When it has grown too long, its beginning is dropped
 * for good in the same step, so that the prompt begins with the same words until the next time.
 */
export function loadHistory(
  transcripts: Transcripts,
  session: Session,
  limit: number,
): { messages: AgentMessage[]; trimmed: boolean; tokens: number } {
  const { rows, messages, sizes, tokens } = contextOf(transcripts, session);
  const first = firstKept(messages, sizes, limit);
  const start = rows[first]?.seq;
  const before = session.summary === null ? [] : [summaryMessage(session.summary)];
  if (first === 0 || start === undefined)
    return { messages: [...before, ...completeToolCalls(messages)], trimmed: session.trimmed, tokens };
  transcripts.setContextStart(session.key, start, true);
  return { messages: [...before, ...completeToolCalls(messages.slice(first))], trimmed: true, tokens };
}

export function summaryMessage(summary: string): AgentMessage {
  return { role: 'user', text: `[Summary of our conversation so far]\n${summary}` };
}

type ForPrompt = { message: AgentMessage | null; tokens: number };
const made: unique symbol = Symbol('for the prompt');

/**
 * The same rows are asked for turn after turn. What is made of one hangs on it, not in a WeakMap: a conversation that is not kept in
 * memory brings hundreds of new rows with each turn, and the collector looks at each entry of a WeakMap again and again.
 */
function forPrompt(row: ContextMessage & { [made]?: ForPrompt }): ForPrompt {
  let known = row[made];
  if (known === undefined) {
    const message = toAgentMessage(row);
    row[made] = known = { message, tokens: message === null ? 0 : messageTokens(message) };
  }
  return known;
}
