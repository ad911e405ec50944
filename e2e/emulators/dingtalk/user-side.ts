import type { App, Conversation, Message, Person } from './entities.ts';
import type { Platform } from './platform.ts';
import { post } from './posting.ts';
import { newId } from './state.ts';
import type { Delivery } from './stream-pushes.ts';

export const robotTopic = '/v1.0/im/bot/messages/get';
export const cardTopic = '/v1.0/card/instances/callback';

const allPermissions = ['qyapi_robot_sendmsg', 'Card.Instance.Write', 'Card.Streaming.Write'] as const;

export interface Saying {
  /** the private chat when absent */
  group?: string;
  from?: Person;
  /** groups deliver only what mentions the robot; default true */
  mention?: boolean;
  quote?: Message;
}

export interface Said {
  message: Message;
  conversation: Conversation;
  /** null: it was not meant for the robot, so nothing is pushed */
  delivered: Promise<Delivery | null>;
}

export type FileKind = 'picture' | 'audio' | 'video' | 'file';

/** What people do in the simulated DingTalk. */
export class UserSide {
  readonly #platform: Platform;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  createApp(given: { name?: string; permissions?: readonly string[] } = {}): App {
    return this.#platform.state.createApp(given.name ?? 'Bot', given.permissions ?? allPermissions);
  }

  person(staffId: string, nick = staffId): Person {
    return this.#platform.state.person(staffId, nick);
  }

  /** A colleague of another organisation: no staff id. */
  outsider(nick: string): Person {
    return this.#platform.state.person('', nick);
  }

  createTemplate(): string {
    const id = `${newId('')}.schema`;
    this.#platform.state.templates.add(id);
    return id;
  }

  createCustomRobot(conversation: Conversation): { webhook: string; secret: string; token: string } {
    const token = newId('');
    const secret = newId('SEC');
    this.#platform.state.robots.set(token, {
      token,
      secret,
      conversationId: conversation.id,
      sentAt: [],
      throttledUntil: 0,
    });
    return { token, secret, webhook: `${this.#platform.url()}/robot/send?access_token=${token}` };
  }

  sendText(app: App, text: string, saying: Saying = {}): Said {
    const { quote } = saying;
    const quoted = quote && {
      isReplyMsg: true,
      repliedMsg: { msgId: quote.id, msgType: quote.type, content: quote.content },
    };
    // in groups the platform cuts the robot's name out and leaves the space
    const content = saying.group === undefined ? text : ` ${text}`;
    return this.#say(app, saying, 'text', { text: { content, ...quoted } });
  }

  sendRichText(app: App, parts: ({ text: string } | { bytes: Buffer })[], saying: Saying = {}): Said {
    const richText = parts.map((part) =>
      'text' in part
        ? part
        : { type: 'picture', downloadCode: this.#downloadCode('picture', 'a.png', 'image/png', part.bytes) },
    );
    return this.#say(app, saying, 'richText', { content: { richText } });
  }

  sendFile(
    app: App,
    kind: FileKind,
    file: { name: string; mimeType: string; bytes: Buffer; recognition?: string },
    saying: Saying = {},
  ): Said {
    const downloadCode = this.#downloadCode(kind, file.name, file.mimeType, file.bytes);
    const content = {
      picture: { downloadCode, pictureDownloadCode: downloadCode },
      audio: { downloadCode, duration: 4000, recognition: file.recognition ?? '' },
      video: { downloadCode, duration: 4, videoType: file.name.split('.').at(-1) },
      file: { downloadCode, fileName: file.name, fileId: newId(''), spaceId: '1' },
    }[kind];
    return this.#say(app, saying, kind, { content });
  }

  /** Of a kind that programs do not know. */
  sendUnknown(app: App, msgtype: string, saying: Saying = {}): Said {
    return this.#say(app, saying, msgtype, { content: {} });
  }

  /** The same message once more, as after a lost acknowledgement. */
  pushAgain(app: App, said: Said): Promise<Delivery> {
    return this.#push(app, said, this.#callbacks.get(said.message.id)!);
  }

  /** A button of a card. */
  press(app: App, outTrackId: string, by: Person, actionId: string): Promise<Delivery> {
    const content = JSON.stringify({ cardPrivateData: { actionIds: [actionId], params: {} } });
    const data = { outTrackId, userId: by.staffId, corpId: app.corpId, content, type: 'actionCallback' };
    return this.#platform.connections.push({
      clientId: app.clientId,
      type: 'CALLBACK',
      topic: cardTopic,
      data,
    });
  }

  /** An event of the organisation. */
  happen(app: App, eventType: string, data: unknown): Promise<Delivery> {
    const headers = {
      eventType,
      eventBornTime: String(this.#platform.bench.clock.now()),
      eventId: newId(''),
      eventCorpId: app.corpId,
      eventUnifiedAppId: newId(''),
    };
    return this.#platform.connections.push({
      clientId: app.clientId,
      type: 'EVENT',
      topic: '*',
      headers,
      data,
    });
  }

  readonly #callbacks = new Map<string, Record<string, unknown>>();

  #say(app: App, saying: Saying, msgtype: string, body: Record<string, unknown>): Said {
    const { state, options, bench } = this.#platform;
    const person = saying.from ?? this.person('staff-owner', '小林');
    const conversation =
      saying.group === undefined ? state.privateConversation(app, person) : state.group(app, saying.group);
    const content = (body['text'] ?? body['content']) as Record<string, unknown>;
    const message = post(this.#platform, {
      conversationId: conversation.id,
      sender: { kind: 'user', person },
      way: 'user',
      type: msgtype,
      content,
    });
    const said = { message, conversation, delivered: Promise.resolve(null) };
    const isGroup = conversation.kind === 'group';
    if (isGroup && saying.mention === false) return said;
    const session = newId('');
    const until = bench.clock.now() + options.sessionWebhookLifeMs;
    state.sessions.set(session, { conversationId: conversation.id, clientId: app.clientId, until });
    const callback = {
      conversationId: conversation.id,
      conversationType: isGroup ? '2' : '1',
      ...(isGroup && {
        conversationTitle: conversation.title,
        isInAtList: true,
        atUsers: [{ dingtalkId: app.botUserId, staffId: '' }],
      }),
      chatbotCorpId: app.corpId,
      chatbotUserId: app.botUserId,
      robotCode: app.clientId,
      msgId: message.id,
      createAt: message.at,
      senderId: person.senderId,
      senderNick: person.nick,
      senderStaffId: person.staffId,
      senderCorpId: person.staffId === '' ? newId('ding') : app.corpId,
      isAdmin: false,
      sessionWebhook: `${this.#platform.url()}/robot/sendBySession?session=${session}`,
      sessionWebhookExpiredTime: until,
      msgtype,
      ...body,
    };
    this.#callbacks.set(message.id, callback);
    return { ...said, delivered: this.#push(app, said, callback) };
  }

  #push(app: App, _: Pick<Said, 'message'>, data: Record<string, unknown>): Promise<Delivery> {
    return this.#platform.connections.push({
      clientId: app.clientId,
      type: 'CALLBACK',
      topic: robotTopic,
      data,
    });
  }

  #downloadCode(kind: string, name: string, mimeType: string, bytes: Buffer): string {
    const { state } = this.#platform;
    const code = newId('dc');
    state.downloadCodes.set(code, state.keepMedia(kind, name, mimeType, bytes).id);
    return code;
  }
}
