/**
 * Channels without a platform: the gateway sends itself messages through the inbox, so that a scheduled task, a subagent or a
 * message from another session is as durable as a person's. A room that needs one puts a row into `internal` of rooms.ts.
 */
import type { InboxEntry } from '../store/inbox.ts';
import type { Lane } from '../sessions/session-queue.ts';
import type { InboundMessage, Reply } from './channel.ts';

export type InternalChannel = {
  route(message: InboundMessage): { agentId: string; sessionKey: string };
  /** Null: whoever waited for the answer is gone for good, and the message is dropped. */
  reply(entry: InboxEntry): Reply | null;
  /** whether the tools of its turns act for the owner */
  byOwner(message: InboundMessage): boolean;
  /** default: as people's messages */
  lane?: Lane;
  /** whether its words go into the running turn of the same voice, whatever the queue's mode; absent: never */
  entersTurn?(message: InboundMessage): boolean;
};

/** by the `channel` of its messages */
export type InternalChannels = Readonly<Record<string, InternalChannel>>;
