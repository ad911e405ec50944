/** What a turn is given: its message and whose it is, what it works with, and who is told of it meanwhile. */
import type { AgentEvent, Steering } from '../agent/loop.ts';
import type { AgentMessage } from '../agent/messages.ts';
import type { ModelStream } from '../agent/model.ts';
import type { Tool } from '../agent/tool.ts';
import type { InboundMessage, Reply } from '../channels/channel.ts';
import type { Agent, GatewayConfig } from '../config/settings.ts';
import type { Database } from '../store/database.ts';
import type { Inbox } from '../store/inbox.ts';
import type { Session } from '../store/sessions.ts';
import type { Transcripts } from '../store/transcripts.ts';

export type TurnRequest = {
  turnId: string;
  inboxSeq: number;
  session: Session;
  agent: Agent;
  message: InboundMessage;
  reply: Reply;
  signal: AbortSignal;
  /** the turn was begun before, by a process that ended */
  resumed: boolean;
  /** of an API call without a session of its own */
  extra: { system: string; history: AgentMessage[] };
  byOwner: boolean;
  /** null: nobody may enter the turn */
  steering: Steering | null;
  /** the answer is kept and not sent */
  isHeld: boolean;
  /** people read it in a chat; else only the words count, never how they came about */
  isPersons: boolean;
};

export type TurnEvent =
  | Extract<AgentEvent, { type: 'reasoning' | 'tool-start' | 'tool-end' }>
  /** also the blank line between the texts of two steps */
  | { type: 'delta'; text: string }
  | Extract<AgentEvent, { type: 'fallback' | 'shortened' }>;

export type TurnRoom = {
  database: Database;
  inbox: Inbox;
  transcripts: Transcripts;
  config: GatewayConfig;
  tools: Tool[];
  streamModel: ModelStream;
  now(): number;
  emit(event: TurnEvent): void;
};
