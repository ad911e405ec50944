/** What the platform tells of a message only when asked: the words it quotes, the messages it forwards. */
import * as z from 'zod/mini';
import type { Attachment, InboundMessage } from '../channel.ts';
import type { FeishuClient } from './client.ts';
import { parseResourceRef, resourceRef } from './normalize/resource-ref.ts';
import { clean } from './normalize.ts';
import { readContent } from './normalize/content.ts';
import { placeholder, type Locale } from './normalize/placeholder.ts';

const Item = z.object({
  message_id: z.string(),
  upper_message_id: z.nullish(z.string()),
  msg_type: z.string(),
  deleted: z.catch(z.boolean(), false),
  body: z.object({ content: z.string() }),
  sender: z.catch(z.object({ id: z.catch(z.string(), '') }), { id: '' }),
  mentions: z.catch(z.nullish(z.array(z.object({ key: z.string(), name: z.catch(z.string(), '') }))), []),
});
type Item = z.infer<typeof Item>;
const Answer = z.object({ data: z.object({ items: z.array(Item) }) });

const quoteCharactersMax = 2_000;
const forwardedMax = 50;
const forwardedCharactersMax = 12_000;
const remembered = 200;

export type CompleteRoom = {
  client: FeishuClient;
  locale: Locale;
  botName(): string;
  nameOf(openId: string): string | undefined;
  withinMs: number;
};

export class Completion {
  readonly #room: CompleteRoom;
  /** messages that threads hang on, quoted already: every message of a thread answers the same one */
  readonly #quoted = new Set<string>();

  constructor(room: CompleteRoom) {
    this.#room = room;
  }

  /** Never rejects; what is not told in time stays as it is. */
  async complete(message: InboundMessage, signal: AbortSignal): Promise<InboundMessage> {
    const { incomplete: _, ...rest } = message;
    const [quoted, forwarded] = await this.#inTime(
      Promise.all([this.#quote(message), this.#forwarded(message)]),
      signal,
    );
    const attachments = [...(message.attachments ?? []), ...(quoted?.attachments ?? [])];
    return {
      ...rest,
      ...(forwarded !== null && { text: forwarded }),
      ...(attachments.length > 0 && { attachments }),
      ...(message.quote && { quote: { ...message.quote, text: quoted?.text ?? '' } }),
    };
  }

  async #quote({ quote, chat }: InboundMessage): Promise<{ text: string; attachments: Attachment[] } | null> {
    if (quote === undefined || quote.text !== '') return null;
    if (chat.threadId !== null) {
      const key = `${chat.threadId} ${quote.messageId}`;
      if (this.#quoted.has(key)) return null;
      if (this.#quoted.size >= remembered) this.#quoted.clear();
      this.#quoted.add(key);
    }
    const [item] = await this.#items(quote.messageId);
    if (item === undefined) return null;
    const { text, attachments } = this.#read(item);
    return {
      text: text.slice(0, quoteCharactersMax).toWellFormed(),
      // the platform gives a file by the message it is in
      attachments: attachments.flatMap((each) => {
        const ref = parseResourceRef(each.ref);
        return ref === null ? [] : [{ ...each, ref: resourceRef(ref.type, ref.key, item.message_id) }];
      }),
    };
  }

  async #forwarded({ text, messageId }: InboundMessage): Promise<string | null> {
    const head = placeholder('merge_forward', this.#room.locale);
    if (text !== head) return null;
    const items = (await this.#items(messageId)).filter(({ message_id }) => message_id !== messageId);
    if (items.length === 0) return null;
    const lines = items.slice(0, forwardedMax).map((item) => {
      const name = this.#room.nameOf(item.sender.id) ?? item.sender.id.slice(-6);
      return `${name}: ${this.#read(item).text}`;
    });
    const more = items.length > forwardedMax ? `\n… +${items.length - forwardedMax}` : '';
    return `${head}\n${lines.join('\n')}`.slice(0, forwardedCharactersMax).toWellFormed() + more;
  }

  async #items(messageId: string): Promise<Item[]> {
    const path = `/im/v1/messages/${encodeURIComponent(messageId)}`;
    const { data } = await this.#room.client.call({ method: 'GET', path, answer: Answer });
    return data.items;
  }

  #read(item: Item): { text: string; attachments: Attachment[] } {
    const { locale } = this.#room;
    if (item.deleted) return { text: placeholder('withdrawn', locale), attachments: [] };
    const content = readContent(item.msg_type, item.body.content, locale);
    const text = (item.mentions ?? []).reduce(
      (said, { key, name }) => said.replaceAll(new RegExp(`${escape(key)}(?!\\d)`, 'g'), () => `@${name}`),
      content.text,
    );
    return { text: clean(text), attachments: content.attachments };
  }

  async #inTime<T extends readonly unknown[]>(
    work: Promise<T>,
    signal: AbortSignal,
  ): Promise<T | [null, null]> {
    const { promise: over, resolve } = Promise.withResolvers<[null, null]>();
    const end = (): void => resolve([null, null]);
    const timer = setTimeout(end, this.#room.withinMs);
    signal.addEventListener('abort', end, { once: true });
    try {
      return await Promise.race([work.catch((): [null, null] => [null, null]), over]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
