import { estimateTokens, firstKept, historyLimit, messageTokens } from '../agent/context-window.ts';
import type { AgentMessage } from '../agent/messages.ts';
import type { ModelSpec } from '../config/settings.ts';
import { toAgentMessage, type ContextMessage, type Session, type Transcripts } from '../store/transcripts.ts';
import { completeToolCalls } from './prompt-text.ts';

/**
 * The conversation for the prompt. When it has grown too long, its beginning is dropped for good in the same step, so that the
 * prompt begins with the same words until the next time.
 */
export function loadHistory(
  transcripts: Transcripts,
  session: Session,
  model: ModelSpec,
  tokensWanted: number,
  systemText: string,
): { messages: AgentMessage[]; trimmed: boolean } {
  const rows: ContextMessage[] = [];
  const messages: AgentMessage[] = [];
  const sizes: number[] = [];
  for (const row of transcripts.since(session.key, session.contextFrom)) {
    const { message, tokens } = forPrompt(row);
    if (message === null) continue;
    rows.push(row);
    messages.push(message);
    sizes.push(tokens);
  }
  const limit = historyLimit(model.contextWindow, model.maxTokens, estimateTokens(systemText), tokensWanted);
  const first = firstKept(messages, sizes, limit);
  const start = rows[first]?.seq;
  if (first === 0 || start === undefined)
    return { messages: completeToolCalls(messages), trimmed: session.trimmed };
  transcripts.setContextStart(session.key, start, true);
  return { messages: completeToolCalls(messages.slice(first)), trimmed: true };
}

type ForPrompt = { message: AgentMessage | null; tokens: number };
const known = new WeakMap<ContextMessage, ForPrompt>();

/** The same rows are asked for turn after turn. */
function forPrompt(row: ContextMessage): ForPrompt {
  let made = known.get(row);
  if (made === undefined) {
    const message = toAgentMessage(row);
    made = { message, tokens: message === null ? 0 : messageTokens(message) };
    known.set(row, made);
  }
  return made;
}
