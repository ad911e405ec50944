import { firstKept, historyLimit, estimateTokens } from '../agent/context-window.ts';
import type { AgentMessage } from '../agent/messages.ts';
import type { ModelSpec } from '../config/settings.ts';
import { toAgentMessage, type Session, type StoredMessage, type Transcripts } from '../store/transcripts.ts';
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
  const rows: StoredMessage[] = [];
  const messages: AgentMessage[] = [];
  for (const row of transcripts.since(session.key, session.contextFrom)) {
    const message = toAgentMessage(row);
    if (message === null) continue;
    rows.push(row);
    messages.push(message);
  }
  const limit = historyLimit(model.contextWindow, model.maxTokens, estimateTokens(systemText), tokensWanted);
  const first = firstKept(messages, limit);
  const start = rows[first]?.seq;
  if (first === 0 || start === undefined)
    return { messages: completeToolCalls(messages), trimmed: session.trimmed };
  transcripts.setContextStart(session.key, start, true);
  return { messages: completeToolCalls(messages.slice(first)), trimmed: true };
}
