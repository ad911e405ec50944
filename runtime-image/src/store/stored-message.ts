/** One message as it is kept, and as the model reads it. No I/O. */
import type { AgentMessage, SignedThoughts, ToolCall } from '../agent/messages.ts';

export type MessageData = {
  /** of a user's message: its id on the platform, and what the model reads when that differs from the text */
  id?: string;
  prompt?: string;
  /** of a user's message: pictures of the workspace that its turn is shown */
  images?: string[];
  /** of a user's message: the skill that it called */
  skill?: string;
  /** it came into a turn that had begun, or goes with the message before it */
  joined?: true;
  reasoning?: string;
  thoughts?: SignedThoughts;
  toolCalls?: ToolCall[];
  callId?: string;
  name?: string;
  ok?: boolean;
};

export type StoredMessage = {
  seq: number;
  session: string;
  turnId: string;
  /** `command` and `notice` are for people only, the others are part of the prompt too */
  kind: 'user' | 'assistant' | 'tool' | 'command' | 'notice';
  text: string;
  data: MessageData | null;
  channel: string;
  at: number;
  model: string | null;
};

/** What the prompt is made of; `data` of a user's message may lack its id. */
export type ContextMessage = Pick<StoredMessage, 'seq' | 'kind' | 'text' | 'data'>;

/** A message as SQLite gives it. */
export type RowOf<Message extends { data: MessageData | null }> = Omit<Message, 'data'> & {
  data: string | null;
};

/** the columns of `messages` that a `StoredMessage` is read from */
export const messageColumns = 'seq, session, turn_id AS turnId, kind, text, data, channel, at, model';

/** The row itself becomes the message: long conversations are read often. */
export function withData<Row extends { data: string | null }>(
  row: Row,
): Omit<Row, 'data'> & { data: MessageData | null } {
  return Object.assign(row, { data: row.data === null ? null : (JSON.parse(row.data) as MessageData) });
}

/** Null for what only people see. */
export function toAgentMessage(message: ContextMessage): AgentMessage | null {
  const { data } = message;
  switch (message.kind) {
    case 'user':
      return { role: 'user', text: data?.prompt ?? message.text };
    case 'assistant':
      return {
        role: 'assistant',
        text: message.text,
        reasoning: data?.reasoning ?? '',
        toolCalls: data?.toolCalls ?? [],
        ...(data?.thoughts && { thoughts: data.thoughts }),
      };
    case 'tool':
      return {
        role: 'tool',
        callId: data?.callId ?? '',
        name: data?.name ?? '',
        output: message.text,
        ok: data?.ok ?? false,
      };
    case 'command':
    case 'notice':
      return null;
  }
}
