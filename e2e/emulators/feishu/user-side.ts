import { grantsOf, type Addons } from './addons.ts';
import type { App, Brand, Chat, Message, Resource, Sender } from './entities.ts';
import { people } from './entities.ts';
import {
  botMembershipChanged,
  cardActionTriggered,
  envelope,
  mentionsFor,
  messageReceived,
  messageRecalled,
  reactionChanged,
  type CardAction,
} from './events.ts';
import { botOpenIdOf, newId, openIdOf } from './ids.ts';
import { composeText } from './message-content.ts';
import type { Platform } from './platform.ts';
import { baseEvents, baseScopes } from './platform-template.ts';
import type { Registration } from './registration.ts';
import { imageType } from './routes/resources.ts';
import { isVisible } from './sending.ts';
import type { Delivery } from './socket/long-connections.ts';

export type LauncherRefusal = 'unknown_code' | 'expired' | 'already_answered' | 'unknown_app' | 'not_owner';
export type LauncherResult = { ok: true; app: App } | { ok: false; reason: LauncherRefusal };

export interface LauncherChoice {
  /** who scans; the first person when absent */
  personId?: string;
  name?: string;
  description?: string;
  addons?: Addons | undefined;
  /** update this app instead of making one; `createOnly` wins over it */
  clientId?: string;
  createOnly?: boolean;
}

export interface NewApp {
  name?: string;
  brand?: Brand;
  ownerId?: string;
  appId?: string;
  appSecret?: string;
  scopes?: readonly string[];
  events?: readonly string[];
  botEnabled?: boolean;
}

export interface SendOptions {
  from?: string;
  /** `p2p` (default), `group`, or a chat id */
  chat?: string;
  replyTo?: string;
  inThread?: boolean;
}

export interface Sent {
  message: Message;
  /** resolves when every bot that should get the message has acknowledged it, or it was given up */
  delivered: Promise<Delivery[]>;
}

/** What people do with the app on their phone. */
export class UserSide {
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  registrationOf(userCode: string): Registration | undefined {
    for (const registration of this.#platform.registrations.values()) {
      if (registration.userCode === userCode.trim().toUpperCase()) return registration;
    }
    return undefined;
  }

  /** Opens the QR's page: polls then answer half-way until the person decides. */
  scan(userCode: string, personId = people[0]!.id): void {
    const registration = this.registrationOf(userCode);
    const brand = this.#platform.state.person(personId)?.brand ?? 'feishu';
    if (registration?.stage.kind === 'waiting') registration.stage = { kind: 'scanned', brand };
  }

  async approve(userCode: string, choice: LauncherChoice = {}): Promise<LauncherResult> {
    const open = this.#openRegistration(userCode);
    if (typeof open === 'string') return { ok: false, reason: open };
    const person = this.#platform.state.person(choice.personId ?? '') ?? people[0]!;
    const updates = choice.clientId && !choice.createOnly;
    const app = updates
      ? this.#platform.state.apps.get(choice.clientId!)
      : this.#addApp({
          name: (choice.name ?? '{user}的智能助手').replaceAll('{user}', person.name),
          brand: person.brand,
          ownerId: person.id,
          ...grantsOf(choice.addons),
        });
    if (!app) return { ok: false, reason: 'unknown_app' };
    if (app.ownerId !== person.id) return { ok: false, reason: 'not_owner' };
    if (updates) {
      const grants = grantsOf(choice.addons);
      app.scopes = [...new Set([...app.scopes, ...grants.scopes])];
      app.events = [...new Set([...app.events, ...grants.events])];
    }
    this.#platform.state.privateChat(app, person.id);
    // The credentials leave the server with the next poll: the app must be on disk before.
    await this.#platform.state.flush();
    open.stage = {
      kind: 'approved',
      brand: person.brand,
      clientId: app.appId,
      clientSecret: app.appSecret,
      openId: openIdOf(app.appId, person.id),
    };
    this.#platform.live.send('apps', {});
    return { ok: true, app };
  }

  deny(userCode: string): LauncherRefusal | undefined {
    const open = this.#openRegistration(userCode);
    if (typeof open === 'string') return open;
    open.stage = { kind: 'denied' };
    return undefined;
  }

  /** An app as made by hand in the console. With `scopes` or `events` absent it has the template's. */
  createApp(wanted: NewApp = {}): App {
    const app = this.#addApp(wanted);
    this.#platform.state.privateChat(app, app.ownerId);
    this.#platform.live.send('apps', {});
    return app;
  }

  sendText(app: App, text: string, options: SendOptions = {}): Sent {
    const chat = this.chatOf(app, options);
    const members = this.#members(chat);
    const { content, mentions } = composeText(text, chat.kind === 'group' ? members : []);
    return this.#send(chat, 'text', content, mentions, options);
  }

  /** Any message type; `content` is the object that the event carries as JSON text. */
  sendContent(app: App, msgType: string, content: object, options: SendOptions = {}): Sent {
    return this.#send(this.chatOf(app, options), msgType, JSON.stringify(content), [], options);
  }

  sendFile(app: App, file: { name: string; bytes: Buffer }, options: SendOptions = {}): Sent {
    const contentType = imageType(file.bytes);
    const type: Resource['type'] = contentType ? 'image' : 'file';
    const key = contentType ? newId.image() : newId.file();
    this.#platform.state.resources.set(key, {
      key,
      type,
      name: file.name,
      contentType: contentType ?? 'application/octet-stream',
      bytes: file.bytes,
    });
    const content = type === 'image' ? { image_key: key } : { file_key: key, file_name: file.name };
    return this.sendContent(app, type, content, options);
  }

  withdraw(messageId: string): Promise<Delivery[]> {
    const { state, bench } = this.#platform;
    const message = this.#message(messageId);
    const chat = state.chats.get(message.chatId)!;
    message.withdrawn = true;
    state.changed();
    this.#platform.messageChanged(messageId);
    return this.#publish(chat, 'im.message.recalled_v1', () =>
      messageRecalled(chat, message, bench.clock.now()),
    );
  }

  react(messageId: string, emojiType: string, personId = people[0]!.id): Promise<Delivery[]> {
    const message = this.#message(messageId);
    const by: Sender = { kind: 'person', id: personId };
    const at = this.#platform.bench.clock.now();
    message.reactions.push({ reactionId: newId.reaction(), emojiType, by, at });
    this.#platform.state.changed();
    this.#platform.messageChanged(messageId);
    const chat = this.#platform.state.chats.get(message.chatId)!;
    return this.#publish(chat, 'im.message.reaction.created_v1', (app) =>
      reactionChanged(app, message, emojiType, by, at),
    );
  }

  /** Presses a card's button. The delivery's `data` is the app's toast and card. */
  async press(messageId: string, action: CardAction, personId = people[0]!.id): Promise<Delivery> {
    const message = this.#message(messageId);
    const app = this.#platform.state.apps.get(message.sender.id);
    if (!app) throw new Error('The message was not sent by a bot');
    const event = cardActionTriggered(app, message, personId, action, newId.token());
    const delivery = await this.#deliver(app, 'card.action.trigger', event);
    const card = (delivery.data as { card?: { type?: unknown; data?: unknown } } | undefined)?.card;
    if (card?.type === 'raw') {
      message.content = JSON.stringify(card.data);
      this.#platform.state.changed();
      this.#platform.messageChanged(messageId);
    }
    return delivery;
  }

  /** Adds the bot to its brand's group; without effect when it is there. */
  addToGroup(app: App, personId = app.ownerId): Chat {
    const chat = this.#platform.state.group(app.brand);
    if (!chat.appIds.includes(app.appId)) {
      chat.appIds.push(app.appId);
      this.#platform.state.changed();
      this.#platform.live.send('apps', {});
      void this.#deliver(app, 'im.chat.member.bot.added_v1', botMembershipChanged(app, chat, personId));
    }
    return chat;
  }

  removeFromGroup(app: App, personId = app.ownerId): void {
    const chat = this.#platform.state.group(app.brand);
    if (!chat.appIds.includes(app.appId)) return;
    void this.#deliver(app, 'im.chat.member.bot.deleted_v1', botMembershipChanged(app, chat, personId));
    chat.appIds = chat.appIds.filter((appId) => appId !== app.appId);
    this.#platform.state.changed();
    this.#platform.live.send('apps', {});
  }

  /** Pushes the event of a message once more; with `newEventId` as a platform that forgot it did so. */
  pushAgain(messageId: string, { newEventId = false }: { newEventId?: boolean } = {}): Promise<Delivery[]> {
    const message = this.#message(messageId);
    const chat = this.#platform.state.chats.get(message.chatId)!;
    return this.#publishMessage(chat, message, newEventId ? undefined : eventIdOf(messageId));
  }

  chatOf(app: App, { chat = 'p2p', from }: SendOptions): Chat {
    const { state } = this.#platform;
    if (chat === 'group') return this.addToGroup(app);
    const person = from ?? people.find(({ brand }) => brand === app.brand)!.id;
    if (chat === 'p2p') {
      if (!isVisible(app, person)) throw new Error("The app is outside this person's availability range");
      return state.privateChat(app, person);
    }
    const found = state.chats.get(chat);
    if (!found) throw new Error(`No chat ${chat}`);
    return found;
  }

  #send(
    chat: Chat,
    msgType: string,
    content: string,
    mentions: Message['mentions'],
    options: SendOptions,
  ): Sent {
    const { state, bench } = this.#platform;
    const now = bench.clock.now();
    const parent = options.replyTo ? this.#message(options.replyTo) : undefined;
    const threadId = parent?.threadId ?? (options.inThread ? newId.thread() : undefined);
    const personId = options.from ?? chat.personIds[0]!;
    const message: Message = {
      messageId: newId.message(),
      chatId: chat.chatId,
      sender: { kind: 'person', id: personId },
      msgType,
      content,
      createdAt: now,
      updatedAt: now,
      ...(parent && { rootId: parent.rootId ?? parent.messageId, parentId: parent.messageId }),
      ...(threadId && { threadId }),
      withdrawn: false,
      edits: 0,
      mentions,
      reactions: [],
    };
    state.addMessage(message);
    this.#platform.messageChanged(message.messageId);
    return { message, delivered: this.#publishMessage(chat, message, eventIdOf(message.messageId)) };
  }

  #publishMessage(chat: Chat, message: Message, eventId: string | undefined): Promise<Delivery[]> {
    const { state } = this.#platform;
    const find = { app: (id: string) => state.apps.get(id), person: (id: string) => state.person(id) };
    return this.#publish(
      chat,
      'im.message.receive_v1',
      (app) => messageReceived(app, chat, message, mentionsFor(app, message, find)),
      (app) => mayRead(app, chat, message),
      eventId,
    );
  }

  async #publish(
    chat: Chat,
    eventType: string,
    body: (app: App) => Record<string, unknown>,
    isMeant: (app: App) => boolean = () => true,
    eventId?: string,
  ): Promise<Delivery[]> {
    const apps = chat.appIds.flatMap((appId) => this.#platform.state.apps.get(appId) ?? []);
    const targets = apps.filter(isMeant);
    return (
      await Promise.all(targets.map((app) => this.#deliver(app, eventType, body(app), eventId)))
    ).filter((delivery) => delivery.outcome !== 'given-up' || delivery.pushes > 0);
  }

  async #deliver(
    app: App,
    eventType: string,
    body: Record<string, unknown>,
    eventId: string = newId.event(),
  ): Promise<Delivery> {
    if (!app.events.includes(eventType) || !app.botEnabled) return { outcome: 'given-up', pushes: 0 };
    const id = eventIdFor(eventId, app);
    const now = this.#platform.bench.clock.now();
    return this.#platform.connections.deliver(envelope(app, id, eventType, now, body));
  }

  #addApp(wanted: NewApp): App {
    const appId = wanted.appId ?? newId.app();
    const brand = wanted.brand ?? 'feishu';
    const app: App = {
      appId,
      appSecret: wanted.appSecret ?? newId.secret(),
      name: wanted.name ?? '沙盒机器人',
      description: '',
      brand,
      botOpenId: botOpenIdOf(appId),
      botEnabled: wanted.botEnabled ?? true,
      scopes: [...(wanted.scopes ?? baseScopes)],
      events: [...(wanted.events ?? baseEvents)],
      ownerId: wanted.ownerId ?? people.find((person) => person.brand === brand)!.id,
      visibleTo: 'all',
      createdAt: this.#platform.bench.clock.now(),
    };
    this.#platform.state.apps.set(app.appId, app);
    this.#platform.state.changed();
    return app;
  }

  #members(chat: Chat): { name: string; target: Sender }[] {
    const { state } = this.#platform;
    const bots = chat.appIds.flatMap((id) => state.apps.get(id) ?? []);
    return [
      ...bots.map(({ appId, name }) => ({ name, target: { kind: 'app' as const, id: appId } })),
      ...chat.personIds
        .flatMap((id) => state.person(id) ?? [])
        .map(({ id, name }) => ({
          name,
          target: { kind: 'person' as const, id },
        })),
    ];
  }

  #message(messageId: string): Message {
    const message = this.#platform.state.messages.get(messageId);
    if (!message) throw new Error(`No message ${messageId}`);
    return message;
  }

  #openRegistration(userCode: string): Registration | LauncherRefusal {
    const registration = this.registrationOf(userCode);
    if (!registration) return 'unknown_code';
    if (this.#platform.bench.clock.now() >= registration.expiresAt) return 'expired';
    const { kind } = registration.stage;
    return kind === 'waiting' || kind === 'scanned' ? registration : 'already_answered';
  }
}

/** In private chats the p2p permission decides; in groups a mention, unless the app may read everything. */
function mayRead(app: App, chat: Chat, message: Message): boolean {
  const has = (scope: string): boolean => app.scopes.includes(scope);
  if (chat.kind === 'p2p') return has('im:message.p2p_msg:readonly') || has('im:message.p2p_msg');
  if (has('im:message.group_msg')) return true;
  const isMentioned = message.mentions.some(({ target }) => target.kind === 'app' && target.id === app.appId);
  return isMentioned && (has('im:message.group_at_msg:readonly') || has('im:message.group_at_msg'));
}

/** A message's event keeps its id over re-pushes, and differs between the apps that get it. */
const eventIdOf = (messageId: string): string => messageId.replace(/^om_/, '');
const eventIdFor = (eventId: string, app: App): string =>
  eventId.slice(0, 16) + app.appId.replace(/^cli_/, '').slice(0, 16).padEnd(16, '0');
