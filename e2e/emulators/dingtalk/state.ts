import { createHash, randomBytes } from 'node:crypto';
import type { App, Card, Conversation, CustomRobot, Media, Message, Person } from './entities.ts';

export const newId = (prefix: string): string => `${prefix}${randomBytes(12).toString('hex')}`;
const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 24);

/** All that the simulated organisation holds, in memory. */
export class DingtalkState {
  readonly corpId = newId('ding');
  readonly apps = new Map<string, App>();
  readonly people = new Map<string, Person>();
  readonly conversations = new Map<string, Conversation>();
  readonly messages: Message[] = [];
  readonly cards = new Map<string, Card>();
  readonly templates = new Set<string>();
  readonly robots = new Map<string, CustomRobot>();
  readonly media = new Map<string, Media>();
  /** download code → media id */
  readonly downloadCodes = new Map<string, string>();
  /** part of a download address → media id; good for one minute */
  readonly downloads = new Map<string, { mediaId: string; until: number }>();
  readonly tokens = new Map<string, { clientId: string; until: number }>();
  readonly sessions = new Map<string, { conversationId: string; clientId: string; until: number }>();

  createApp(name: string, permissions: readonly string[]): App {
    const clientId = newId('ding');
    const app: App = {
      clientId,
      clientSecret: randomBytes(32).toString('base64url'),
      name,
      corpId: this.corpId,
      botUserId: `$:LWCP_v1:$${digest(clientId)}`,
      permissions: new Set(permissions),
    };
    this.apps.set(clientId, app);
    return app;
  }

  /** The same person for the same staff id; an outsider (empty staff id) is known by the name. */
  person(staffId: string, nick: string): Person {
    const key = staffId || `outside/${nick}`;
    const known = this.people.get(key);
    if (known) return known;
    const person = { staffId, nick, senderId: `$:LWCP_v1:$${digest(key)}` };
    this.people.set(key, person);
    return person;
  }

  /** The one of this app and this person. */
  privateConversation(app: App, person: Person): Conversation {
    const id = `cid${digest(`${app.clientId}/${person.senderId}`)}==`;
    let found = this.conversations.get(id);
    if (!found) {
      found = { id, kind: 'private', title: '', clientIds: new Set([app.clientId]), person };
      this.conversations.set(id, found);
    }
    return found;
  }

  /** The group of this title; the app's robot is added to it. */
  group(app: App, title: string): Conversation {
    const id = `cid${digest(`group/${title}`)}==`;
    const found = this.conversations.get(id) ?? {
      id,
      kind: 'group' as const,
      title,
      clientIds: new Set<string>(),
      person: null,
    };
    found.clientIds.add(app.clientId);
    this.conversations.set(id, found);
    return found;
  }

  keepMedia(type: string, name: string, mimeType: string, bytes: Buffer): Media {
    const media = { id: newId('@lAD'), type, name, mimeType, bytes };
    this.media.set(media.id, media);
    return media;
  }

  messagesOf(conversationId: string): Message[] {
    return this.messages.filter((message) => message.conversationId === conversationId);
  }
}
