import { z } from 'zod';
import { createStateFile, readStateFile, type StateFile } from '../core/state-file.ts';
import {
  AccessToken,
  App,
  Card,
  Chat,
  Message,
  PendingEvent,
  type Brand,
  type Resource,
} from './entities.ts';
import { newId, openIdOf } from './ids.ts';
import { people, type Person } from './entities.ts';

const Snapshot = z.object({
  apps: z.array(App),
  chats: z.array(Chat),
  messages: z.array(Message),
  cards: z.array(Card),
  tokens: z.array(AccessToken),
  pending: z.array(PendingEvent),
});

const messagesMax = 10_000;
const cardsMax = 2_000;

/** Everything the platform remembers. Uploaded bytes live in memory only; the rest survives in the state file. */
export class FeishuState {
  readonly apps = new Map<string, App>();
  readonly chats = new Map<string, Chat>();
  readonly messages = new Map<string, Message>();
  readonly cards = new Map<string, Card>();
  readonly tokens = new Map<string, AccessToken>();
  readonly resources = new Map<string, Resource>();
  readonly pending = new Map<string, PendingEvent>();
  /** `appId/uuid` → message id */
  readonly sentByUuid = new Map<string, { messageId: string; at: number }>();
  readonly #file: StateFile;

  private constructor(path: string | undefined) {
    this.#file = createStateFile(path, () => this.#snapshot());
  }

  static async open(path: string | undefined): Promise<FeishuState> {
    const state = new FeishuState(path);
    const stored = path === undefined ? undefined : await readStateFile(path);
    if (stored !== undefined) state.#restore(Snapshot.parse(stored));
    return state;
  }

  changed(): void {
    this.#file.changed();
  }

  /** Resolves when every change so far is in the state file. */
  flush(): Promise<void> {
    this.#file.changed();
    return this.#file.flush();
  }

  addMessage(message: Message): void {
    this.messages.set(message.messageId, message);
    forgetOldest(this.messages, messagesMax);
    this.changed();
  }

  /** Notes which message a `uuid` became; the oldest notes are forgotten. */
  noteUuid(key: string, messageId: string, at: number): void {
    this.sentByUuid.set(key, { messageId, at });
    forgetOldest(this.sentByUuid, messagesMax);
  }

  addCard(card: Card): void {
    this.cards.set(card.cardId, card);
    forgetOldest(this.cards, cardsMax);
    this.changed();
  }

  person(personId: string): Person | undefined {
    return people.find(({ id }) => id === personId);
  }

  personByOpenId(appId: string, openId: string): Person | undefined {
    return people.find(({ id }) => openIdOf(appId, id) === openId);
  }

  /** The private chat of an app and a person, made at first use. */
  privateChat(app: App, personId: string): Chat {
    for (const chat of this.chats.values()) {
      if (chat.kind === 'p2p' && chat.appIds[0] === app.appId && chat.personIds[0] === personId) return chat;
    }
    return this.#addChat('p2p', '', app.brand, [personId], [app.appId]);
  }

  /** The one group of a brand, with all its people; bots join when added. */
  group(brand: Brand): Chat {
    for (const chat of this.chats.values()) if (chat.kind === 'group' && chat.brand === brand) return chat;
    const members = people.filter((person) => person.brand === brand).map(({ id }) => id);
    return this.#addChat('group', '沙盒群 Sandbox group', brand, members, []);
  }

  /** One more group of a brand, with all its people and these bots. */
  addGroup(name: string, brand: Brand, appIds: string[], isTopicGroup = false): Chat {
    const members = people.filter((person) => person.brand === brand).map(({ id }) => id);
    const chat = this.#addChat('group', name, brand, members, appIds);
    if (isTopicGroup) Object.assign(chat, { isTopicGroup });
    return chat;
  }

  messagesOf(chatId: string): Message[] {
    return [...this.messages.values()].filter((message) => message.chatId === chatId);
  }

  #addChat(kind: Chat['kind'], name: string, brand: Brand, personIds: string[], appIds: string[]): Chat {
    const chat: Chat = { chatId: newId.chat(), kind, name, brand, personIds, appIds };
    this.chats.set(chat.chatId, chat);
    this.changed();
    return chat;
  }

  #snapshot(): z.infer<typeof Snapshot> {
    return {
      apps: [...this.apps.values()],
      chats: [...this.chats.values()],
      messages: [...this.messages.values()].slice(-2_000),
      cards: [...this.cards.values()].slice(-500),
      tokens: [...this.tokens.values()],
      pending: [...this.pending.values()],
    };
  }

  #restore(stored: z.infer<typeof Snapshot>): void {
    for (const app of stored.apps) this.apps.set(app.appId, app);
    for (const chat of stored.chats) this.chats.set(chat.chatId, chat);
    for (const message of stored.messages) this.messages.set(message.messageId, message);
    for (const card of stored.cards) this.cards.set(card.cardId, card);
    for (const token of stored.tokens) this.tokens.set(token.token, token);
    for (const event of stored.pending) this.pending.set(event.eventId, event);
  }
}

function forgetOldest(map: Map<string, unknown>, entriesMax: number): void {
  if (map.size <= entriesMax) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
