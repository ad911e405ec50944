/** The two channels of the gateway's own HTTP: `web` (the browser chat) and `api` (`/v1/chat/completions`). */
import type { AgentMessage, TokenUsage } from '../agent/messages.ts';
import type { InboundMessage, Reply } from './channel.ts';

/** Whoever speaks there has proved to be the owner. */
export const isLocal = (channel: string): boolean => channel === 'web' || channel === 'api';

const owner = { id: 'owner', name: '' };

/** @param id the sender's idempotency key */
export function webMessage(id: string, text: string, now: number): InboundMessage {
  const chat = { id: 'main', kind: 'direct', threadId: null } as const;
  return {
    channel: 'web',
    accountId: 'default',
    messageId: id,
    chat,
    sender: owner,
    text,
    mentionsBot: true,
    sentAt: now,
  };
}

/** The browser hears of everything by events, so there is nothing to send. */
export const webReply: Reply = {
  typing() {},
  update() {},
  finish: () => Promise.resolve(),
  discard: () => Promise.resolve(),
};

export type ApiExtra = { system: string; history: AgentMessage[] };

/** One HTTP request that waits for its answer. It lives in memory only: after a crash its caller is gone. */
export type ApiCall = {
  message: InboundMessage;
  extra: ApiExtra;
  /** pictures that the caller sent, found by the `ref` of the message's attachments; absent: none */
  files?: ReadonlyMap<string, Uint8Array>;
  /** set when the turn has ended */
  usage: TokenUsage | null;
  update(text: string): void;
  finish(text: string): void;
};

/** Such a session is dropped after its answer: the caller sends the whole conversation each time. */
export function isOneOff({ channel, chat }: InboundMessage): boolean {
  return channel === 'api' && chat.id.startsWith('openai:');
}

/** @param session `openai-user:<user>` or `openai:<id>`; @param agentId of the agent that the caller named, kept as the account */
export function apiMessage(
  id: string,
  agentId: string,
  session: string,
  text: string,
  now: number,
): InboundMessage {
  const chat = { id: session, kind: 'direct', threadId: null } as const;
  return {
    channel: 'api',
    accountId: agentId,
    messageId: id,
    chat,
    sender: owner,
    text,
    mentionsBot: true,
    sentAt: now,
  };
}

export function apiReply(call: ApiCall): Reply {
  return {
    typing() {},
    update: (text) => call.update(text),
    finish(text) {
      call.finish(text);
      return Promise.resolve();
    },
    discard() {
      call.finish('');
      return Promise.resolve();
    },
  };
}
