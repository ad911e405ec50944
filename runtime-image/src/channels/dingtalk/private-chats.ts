/** Whom a private conversation is with: the robot writes to people by staff id, and is asked for chats by the id of the conversation. */
import type { ChannelHost, InboundMessage } from '../channel.ts';
import { replyViaOf } from './normalize.ts';

export class PrivateChats {
  readonly #host: Pick<ChannelHost, 'recall' | 'remember'>;
  readonly #appId: string;
  readonly #known = new Map<string, string>();

  constructor(host: Pick<ChannelHost, 'recall' | 'remember'>, appId: string) {
    this.#host = host;
    this.#appId = appId;
  }

  learn(message: InboundMessage): void {
    if (message.chat.kind !== 'direct') return;
    const { staffId } = replyViaOf(message);
    if (staffId === '' || this.#known.get(message.chat.id) === staffId) return;
    this.#known.set(message.chat.id, staffId);
    const key = this.#key(message.chat.id);
    if (this.#host.recall(key) !== staffId) this.#host.remember(key, staffId);
  }

  /** Null: it is none that we know, so it is a group's. */
  staffIdOf(conversationId: string): string | null {
    return this.#known.get(conversationId) ?? this.#host.recall(this.#key(conversationId));
  }

  #key(conversationId: string): string {
    return `dingtalk-private:${this.#appId}:${conversationId}`;
  }
}
