import { addApp, joinGroup, leaveGroup, type NewApp } from './apps.ts';
import { people, type App, type Chat, type Message, type Sender } from './entities.ts';
import {
  botMembershipChanged,
  cardActionTriggered,
  chatRenamed,
  messageRecalled,
  reactionChanged,
  type CardAction,
} from './events.ts';
import { newId } from './ids.ts';
import {
  approveRegistration,
  findRegistration,
  openRegistration,
  readLauncherUrl,
  type LauncherChoice,
  type LauncherRefusal,
  type LauncherResult,
} from './launcher.ts';
import { composeText } from './message-content.ts';
import { messageWithFile, type PersonsFile } from './people-files.ts';
import type { Platform } from './platform.ts';
import { publish, publishMessage, publishTo } from './publishing.ts';
import type { Registration } from './registration.ts';
import { isVisible } from './sending.ts';
import type { Delivery } from './socket/long-connections.ts';

export interface SendOptions {
  from?: string;
  /** `p2p` (default), `group`, or a chat id */
  chat?: string;
  replyTo?: string;
  inThread?: boolean;
}

export interface Sent {
  message: Message;
  /** one entry for each bot that should get the message, when all have acknowledged it or were given up */
  delivered: Promise<Delivery[]>;
}

/** What people do on their phone and in the console. */
export class UserSide {
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** Opens the QR's page: polls then answer half-way until the person decides. */
  scan(userCode: string, personId = people[0]!.id): void {
    const registration = findRegistration(this.#platform, userCode);
    const brand = this.#platform.state.person(personId)?.brand ?? 'feishu';
    if (registration?.stage.kind === 'waiting') registration.stage = { kind: 'scanned', brand };
  }

  /** Where a code stands: waiting, scanned, denied, approved, used; undefined for an unknown one. */
  registrationState(userCodeOrUrl: string): Registration['stage']['kind'] | undefined {
    const isUrl = URL.canParse(userCodeOrUrl);
    const userCode = isUrl ? readLauncherUrl(new URL(userCodeOrUrl)).userCode : userCodeOrUrl;
    return findRegistration(this.#platform, userCode)?.stage.kind;
  }

  /** Confirms. Takes a user code, or the QR's whole address with what it asks for; `choice` wins over the address. */
  approve(userCodeOrUrl: string, choice: LauncherChoice = {}): Promise<LauncherResult> {
    if (!URL.canParse(userCodeOrUrl)) return approveRegistration(this.#platform, userCodeOrUrl, choice);
    const asked = readLauncherUrl(new URL(userCodeOrUrl));
    return approveRegistration(this.#platform, asked.userCode, { ...asked.choice, ...choice });
  }

  /** Refuses. Returns why that was not possible, undefined when done. */
  deny(userCodeOrUrl: string): LauncherRefusal | undefined {
    const isUrl = URL.canParse(userCodeOrUrl);
    const userCode = isUrl ? readLauncherUrl(new URL(userCodeOrUrl)).userCode : userCodeOrUrl;
    const registration = openRegistration(this.#platform, userCode);
    if (typeof registration === 'string') return registration;
    registration.stage = { kind: 'denied' };
    return undefined;
  }

  /** An app as made by hand in the console. Without `scopes` and `events` it has the template's. */
  createApp(wanted: NewApp = {}): App {
    return addApp(this.#platform, wanted);
  }

  /** A person's text to the app; `@Name` of a group's member becomes a mention. */
  sendText(app: App, text: string, options: SendOptions = {}): Sent {
    return this.sendInto(this.chatOf(app, options), text, options);
  }

  sendInto(chat: Chat, text: string, options: SendOptions = {}): Sent {
    const { content, mentions } = composeText(text, chat.kind === 'group' ? this.#members(chat) : []);
    return this.#send(chat, 'text', content, mentions, options);
  }

  /** Any message type; `content` is the object that the event carries as JSON text. */
  sendContent(app: App, msgType: string, content: object, options: SendOptions = {}): Sent {
    return this.#send(this.chatOf(app, options), msgType, JSON.stringify(content), [], options);
  }

  /** A picture, a video, a file, or a voice message. */
  sendFile(app: App, file: PersonsFile, options: SendOptions = {}): Sent {
    return this.sendFileInto(this.chatOf(app, options), file, options);
  }

  sendFileInto(chat: Chat, file: PersonsFile, options: SendOptions = {}): Sent {
    const { msgType, content } = messageWithFile(this.#platform.state, file);
    return this.#send(chat, msgType, JSON.stringify(content), [], options);
  }

  /** Forwards messages of any chat as one. */
  forward(app: App, messageIds: string[], options: SendOptions = {}): Sent {
    const sent = { ...options, forwards: messageIds.map((id) => this.#message(id).messageId) };
    return this.#send(this.chatOf(app, options), 'merge_forward', 'Merged and Forwarded Message', [], sent);
  }

  withdraw(messageId: string): Promise<Delivery[]> {
    const { state, bench } = this.#platform;
    const message = this.#message(messageId);
    const chat = state.chats.get(message.chatId)!;
    message.withdrawn = true;
    state.changed();
    this.#platform.messageChanged(messageId);
    return publish(this.#platform, chat, 'im.message.recalled_v1', () =>
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
    return publish(this.#platform, chat, 'im.message.reaction.created_v1', (app) =>
      reactionChanged(app, message, emojiType, by, at),
    );
  }

  /** Presses a card's button. The delivery's `data` is the app's toast and card. */
  async press(
    messageId: string,
    action: CardAction,
    personId = people[0]!.id,
  ): Promise<Delivery | undefined> {
    const message = this.#message(messageId);
    const app = this.#platform.state.apps.get(message.sender.id);
    if (!app) throw new Error('The message was not sent by a bot');
    const event = cardActionTriggered(app, message, personId, action, newId.token());
    const delivery = await publishTo(this.#platform, app, 'card.action.trigger', event);
    const card = (delivery?.data as { card?: { type?: unknown; data?: unknown } } | undefined)?.card;
    if (card?.type === 'raw') {
      message.content = JSON.stringify(card.data);
      this.#platform.state.changed();
      this.#platform.messageChanged(messageId);
    }
    return delivery;
  }

  /** Adds the bot to its brand's group; without effect when it is there. */
  addToGroup(app: App, personId?: string): Chat {
    return joinGroup(this.#platform, app, personId);
  }

  removeFromGroup(app: App, personId?: string): void {
    leaveGroup(this.#platform, app, personId);
  }

  /** Another group, with these bots in it; they hear of it. */
  createGroup(name: string, apps: App[], { isTopicGroup = false }: { isTopicGroup?: boolean } = {}): Chat {
    const { state } = this.#platform;
    const appIds = apps.map(({ appId }) => appId);
    const chat = state.addGroup(name, apps[0]?.brand ?? 'feishu', appIds, isTopicGroup);
    for (const app of apps) {
      const body = botMembershipChanged(app, chat, app.ownerId);
      void publishTo(this.#platform, app, 'im.chat.member.bot.added_v1', body);
    }
    return chat;
  }

  renameGroup(chat: Chat, name: string, personId = chat.personIds[0]!): Promise<Delivery[]> {
    const before = chat.name;
    Object.assign(chat, { name });
    this.#platform.state.changed();
    return publish(this.#platform, chat, 'im.chat.updated_v1', (app) =>
      chatRenamed(app, chat, before, personId),
    );
  }

  /** The group is no more; its bots hear of it when they have subscribed to that. */
  async disbandGroup(chat: Chat): Promise<void> {
    const body = { chat_id: chat.chatId, external: false, name: chat.name };
    const told = publish(this.#platform, chat, 'im.chat.disbanded_v1', () => body);
    this.#platform.state.chats.delete(chat.chatId);
    await told;
  }

  /** A custom robot of a group; `url` is what it is reached by. */
  addRobot(
    chat: Chat,
    { secret = null, keywords = [] }: { secret?: string | null; keywords?: string[] } = {},
  ): {
    id: string;
    url: string;
  } {
    const { id } = this.#platform.robots.add({ chatId: chat.chatId, secret, keywords });
    return { id, url: `${this.#platform.publicUrl()}/open-apis/bot/v2/hook/${id}` };
  }

  /** Pushes the event of a message once more; with `newEventId` as a platform that forgot it did so. */
  pushAgain(messageId: string, { newEventId = false }: { newEventId?: boolean } = {}): Promise<Delivery[]> {
    const message = this.#message(messageId);
    const chat = this.#platform.state.chats.get(message.chatId)!;
    return publishMessage(this.#platform, chat, message, newEventId);
  }

  chatOf(app: App, { chat = 'p2p', from }: SendOptions): Chat {
    const { state } = this.#platform;
    if (chat === 'group') return joinGroup(this.#platform, app);
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
    options: SendOptions & { forwards?: string[] },
  ): Sent {
    const { state, bench } = this.#platform;
    const now = bench.clock.now();
    const parent = options.replyTo ? this.#message(options.replyTo) : undefined;
    const startsTopic = options.inThread || (chat.isTopicGroup && !parent);
    const threadId = parent?.threadId ?? (startsTopic ? newId.thread() : undefined);
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
      ...(options.forwards && { forwards: options.forwards }),
    };
    state.addMessage(message);
    this.#platform.messageChanged(message.messageId);
    return { message, delivered: publishMessage(this.#platform, chat, message) };
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
}
