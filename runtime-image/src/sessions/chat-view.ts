/** A session's stored messages as people see them. Pure. */
import type { ChatMessage } from '../control/chat.ts';
import type { StoredMessage } from '../store/stored-message.ts';
import { isSilent } from './silent-reply.ts';

/** One message of the user, one answer per turn with its tool calls, and notices, in order. */
export function toChatMessages(rows: readonly StoredMessage[]): ChatMessage[] {
  const messages: ChatMessage[] = [];
  const answers = new Map<string, ChatMessage>();
  for (const row of rows) {
    if (row.kind === 'tool') {
      const tool = answers.get(row.turnId)?.tools.find(({ id }) => id === row.data?.callId);
      if (tool !== undefined) Object.assign(tool, { output: row.text, ok: row.data?.ok ?? false });
      continue;
    }
    if (row.kind !== 'assistant') {
      messages.push(plain(row));
      const begun = row.data?.joined === true ? answers.get(row.turnId) : undefined;
      // one turn has one answer, which comes after everything that it answers
      if (begun !== undefined) messages.push(...messages.splice(messages.indexOf(begun), 1));
      continue;
    }
    let answer = answers.get(row.turnId);
    if (answer === undefined) {
      answer = { ...plain(row), id: row.turnId, text: '' };
      answers.set(row.turnId, answer);
      messages.push(answer);
    }
    if (!isSilent(row.text)) answer.text = joinTexts(answer.text, row.text);
    answer.at = new Date(row.at).toISOString();
    answer.model = row.model;
    for (const { id, name, input } of row.data?.toolCalls ?? [])
      answer.tools.push({ id, name, input, output: '', ok: false });
  }
  return messages.filter(({ role, text, tools }) => role !== 'assistant' || text !== '' || tools.length > 0);
}

/** The texts that a turn gave between its tool calls read as paragraphs of one answer. */
export function joinTexts(before: string, next: string): string {
  return before === '' || next === '' ? before + next : `${before}\n\n${next}`;
}

function plain(row: StoredMessage): ChatMessage {
  return {
    id: row.data?.id ?? `${row.kind}-${row.seq}`,
    role:
      row.kind === 'user' || row.kind === 'command' ? 'user' : row.kind === 'notice' ? 'notice' : 'assistant',
    text: row.text,
    channel: row.channel,
    at: new Date(row.at).toISOString(),
    tools: [],
    model: row.model,
  };
}
