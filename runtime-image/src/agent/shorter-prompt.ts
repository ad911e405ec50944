/**
 * What is left of a conversation that a model found too long: the rest of a turn can go on with it. Nothing is lost by it; the
 * transcript keeps all, and the conversation is summed up after the turn. Pure.
 */
import { firstRecent, messageTokens } from './context-window.ts';
import type { AgentMessage } from './messages.ts';

/** of a result, its two ends together */
const outputCharsKept = 1_500;
/** less than this is not worth another question */
const savedShareMin = 0.2;

/** At least a fifth shorter; null: nothing more can be left out. */
export function shorterPrompt(messages: readonly AgentMessage[]): AgentMessage[] | null {
  const before = tokensOf(messages);
  const cut = messages.map(withShortOutput);
  if (tokensOf(cut) <= before * (1 - savedShareMin)) return cut;
  const sizes = cut.map(messageTokens);
  const recent = cut.slice(firstRecent(cut, sizes, tokensOf(cut) / 2));
  return tokensOf(recent) <= before * (1 - savedShareMin) ? recent : null;
}

function withShortOutput(message: AgentMessage): AgentMessage {
  if (message.role !== 'tool' || message.output.length <= outputCharsKept * 2) return message;
  // said anew: what was made of a message hangs on it, and a copy would bring that along
  const { callId, name, ok } = message;
  const head = message.output.slice(0, outputCharsKept / 2).toWellFormed();
  const tail = message.output.slice(-outputCharsKept / 2).toWellFormed();
  const left = message.output.length - head.length - tail.length;
  return {
    role: 'tool',
    callId,
    name,
    ok,
    output: `${head}\n[… ${left} characters left out, as the conversation is too long …]\n${tail}`,
  };
}

const tokensOf = (messages: readonly AgentMessage[]): number =>
  messages.reduce((sum, message) => sum + messageTokens(message), 0);
