import { addApp, joinGroup, leaveGroup, type NewApp } from './apps.ts';
import { people, type App, type Chat } from './entities.ts';
import type { CardAction } from './events.ts';
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
import { addRobot, createGroup, disbandGroup, renameGroup } from './people-groups.ts';
import {
  membersOf,
  messageOf,
  pressButton,
  reactTo,
  sendAsPerson,
  withdrawMessage,
  type SendOptions,
  type Sent,
  type Written,
} from './people-messages.ts';
import { messageWithFile, type PersonsFile } from './people-files.ts';
import type { Platform } from './platform.ts';
import { publishMessage } from './publishing.ts';
import type { Registration } from './registration.ts';
import { isVisible } from './sending.ts';
import type { Delivery } from './socket/long-connections.ts';

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
    return findRegistration(this.#platform, userCodeOf(userCodeOrUrl))?.stage.kind;
  }

  /** Confirms. Takes a user code, or the QR's whole address with what it asks for; `choice` wins over the address. */
  approve(userCodeOrUrl: string, choice: LauncherChoice = {}): Promise<LauncherResult> {
    if (!URL.canParse(userCodeOrUrl)) return approveRegistration(this.#platform, userCodeOrUrl, choice);
    const asked = readLauncherUrl(new URL(userCodeOrUrl));
    return approveRegistration(this.#platform, asked.userCode, { ...asked.choice, ...choice });
  }

  /** Refuses. Returns why that was not possible, undefined when done. */
  deny(userCodeOrUrl: string): LauncherRefusal | undefined {
    const registration = openRegistration(this.#platform, userCodeOf(userCodeOrUrl));
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
    const { content, mentions } = composeText(
      text,
      chat.kind === 'group' ? membersOf(this.#platform, chat) : [],
    );
    return this.#send(chat, { msgType: 'text', content, mentions }, options);
  }

  /** Any message type; `content` is the object that the event carries as JSON text. */
  sendContent(app: App, msgType: string, content: object, options: SendOptions = {}): Sent {
    return this.#send(this.chatOf(app, options), { msgType, content: JSON.stringify(content) }, options);
  }

  /** A picture, a video, a file, or a voice message. */
  sendFile(app: App, file: PersonsFile, options: SendOptions = {}): Sent {
    return this.sendFileInto(this.chatOf(app, options), file, options);
  }

  sendFileInto(chat: Chat, file: PersonsFile, options: SendOptions = {}): Sent {
    const { msgType, content } = messageWithFile(this.#platform.state, file);
    return this.#send(chat, { msgType, content: JSON.stringify(content) }, options);
  }

  /** Forwards messages of any chat as one. */
  forward(app: App, messageIds: string[], options: SendOptions = {}): Sent {
    const forwards = messageIds.map((id) => messageOf(this.#platform, id).messageId);
    const written = { msgType: 'merge_forward', content: 'Merged and Forwarded Message', forwards };
    return this.#send(this.chatOf(app, options), written, options);
  }

  withdraw(messageId: string): Promise<Delivery[]> {
    return withdrawMessage(this.#platform, messageId);
  }

  react(messageId: string, emojiType: string, personId?: string): Promise<Delivery[]> {
    return reactTo(this.#platform, messageId, emojiType, personId);
  }

  /** Presses a card's button. The delivery's `data` is the app's toast and card. */
  press(messageId: string, action: CardAction, personId?: string): Promise<Delivery | undefined> {
    return pressButton(this.#platform, messageId, action, personId);
  }

  /** Adds the bot to its brand's group; without effect when it is there. */
  addToGroup(app: App, personId?: string): Chat {
    return joinGroup(this.#platform, app, personId);
  }

  removeFromGroup(app: App, personId?: string): void {
    leaveGroup(this.#platform, app, personId);
  }

  /** Another group, with these bots in it; they hear of it. */
  createGroup(name: string, apps: App[], options?: { isTopicGroup?: boolean }): Chat {
    return createGroup(this.#platform, name, apps, options);
  }

  renameGroup(chat: Chat, name: string, personId?: string): Promise<Delivery[]> {
    return renameGroup(this.#platform, chat, name, personId);
  }

  /** The group is no more; its bots hear of it when they have subscribed to that. */
  disbandGroup(chat: Chat): Promise<void> {
    return disbandGroup(this.#platform, chat);
  }

  /** A custom robot of a group; `url` is what it is reached by. */
  addRobot(
    chat: Chat,
    options?: { secret?: string | null; keywords?: string[] },
  ): { id: string; url: string } {
    return addRobot(this.#platform, chat, options);
  }

  /** Pushes the event of a message once more; with `newEventId` as a platform that forgot it did so. */
  pushAgain(messageId: string, { newEventId = false }: { newEventId?: boolean } = {}): Promise<Delivery[]> {
    const message = messageOf(this.#platform, messageId);
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

  #send(chat: Chat, written: Written, options: SendOptions): Sent {
    return sendAsPerson(this.#platform, chat, written, options);
  }
}

/** Of a code, or of the address that the QR shows. */
const userCodeOf = (userCodeOrUrl: string): string =>
  URL.canParse(userCodeOrUrl) ? readLauncherUrl(new URL(userCodeOrUrl)).userCode : userCodeOrUrl;
