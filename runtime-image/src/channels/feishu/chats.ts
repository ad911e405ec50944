/** The chats of the bot: kind and name, and where a thread hangs. Learned in passing, asked for in the background. */
import * as z from 'zod/mini';
import type { FeishuClient } from './client.ts';

export type KnownChat = { kind: 'direct' | 'group'; name: string };

const ChatAnswer = z.object({
  data: z.object({ name: z.catch(z.string(), ''), chat_mode: z.catch(z.string(), 'group') }),
});
const ThreadAnswer = z.object({ data: z.object({ items: z.array(z.object({ message_id: z.string() })) }) });

const chatsMax = 500;

export class Chats {
  readonly #client: FeishuClient;
  readonly #onName: (id: string, chat: KnownChat) => void;
  readonly #chats = new Map<string, KnownChat>();
  readonly #asked = new Set<string>();
  /** thread id → a message in it */
  readonly #threads = new Map<string, string>();

  /** @param onName told when the name of a group became known */
  constructor(client: FeishuClient, onName: (id: string, chat: KnownChat) => void) {
    this.#client = client;
    this.#onName = onName;
  }

  /** The name, undefined when not known yet; asks for it then, once, so that a later message has it. */
  nameOf(chatId: string): string | undefined {
    const known = this.#chats.get(chatId);
    if (known === undefined || known.name === '') {
      if (!this.#asked.has(chatId)) void this.#ask(chatId).catch(() => {});
      return undefined;
    }
    return known.name;
  }

  learn(chatId: string, chat: KnownChat): void {
    const before = this.#chats.get(chatId);
    // the ordinary message tells nothing new
    if (before?.kind === chat.kind && (chat.name === '' || before.name === chat.name)) return;
    forgetOldest(this.#chats);
    this.#chats.set(chatId, chat);
    if (chat.name !== '') this.#onName(chatId, chat);
  }

  forget(chatId: string): void {
    this.#chats.delete(chatId);
    this.#asked.delete(chatId);
  }

  /** Rejects when the platform does not tell. */
  async kindOf(chatId: string): Promise<KnownChat['kind']> {
    return (this.#chats.get(chatId) ?? (await this.#ask(chatId))).kind;
  }

  noteThread(threadId: string, messageId: string): void {
    forgetOldest(this.#threads);
    this.#threads.set(threadId, messageId);
  }

  /** A message to answer so that the answer lands in the thread; null when there is none any more. */
  async messageIn(threadId: string): Promise<string | null> {
    if (threadId.startsWith('om_')) return threadId;
    const known = this.#threads.get(threadId);
    if (known !== undefined) return known;
    const path = `/im/v1/messages?container_id_type=thread&container_id=${encodeURIComponent(threadId)}&page_size=1`;
    const { data } = await this.#client.call({ method: 'GET', path, answer: ThreadAnswer });
    return data.items[0]?.message_id ?? null;
  }

  async #ask(chatId: string): Promise<KnownChat> {
    forgetOldest(this.#asked);
    this.#asked.add(chatId);
    const path = `/im/v1/chats/${encodeURIComponent(chatId)}`;
    const { data } = await this.#client.call({ method: 'GET', path, answer: ChatAnswer });
    const chat: KnownChat = { kind: data.chat_mode === 'p2p' ? 'direct' : 'group', name: data.name };
    this.learn(chatId, chat);
    return chat;
  }
}

function forgetOldest(kept: Map<string, unknown> | Set<string>): void {
  if (kept.size >= chatsMax) kept.delete(kept.keys().next().value!);
}
