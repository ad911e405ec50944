/** What exists on the simulated platform. Instants are Unix milliseconds of the emulator's clock. */

/** An organisation's own app with a robot in Stream mode; its client id is also the robot's code. */
export interface App {
  readonly clientId: string;
  clientSecret: string;
  readonly name: string;
  readonly corpId: string;
  /** the robot as a person of a group: encrypted, as callbacks name it */
  readonly botUserId: string;
  /** names of permissions; a call without its permission is refused with 403 */
  readonly permissions: Set<string>;
}

export interface Person {
  /** empty for people outside of the organisation */
  readonly staffId: string;
  readonly senderId: string;
  readonly nick: string;
}

export interface Conversation {
  readonly id: string;
  readonly kind: 'private' | 'group';
  readonly title: string;
  /** apps whose robot is in it */
  readonly clientIds: Set<string>;
  /** of a private one */
  readonly person: Person | null;
}

export type Sender =
  { kind: 'user'; person: Person } | { kind: 'app'; clientId: string } | { kind: 'robot'; token: string };

/** How it came: said by a person, by a session webhook, by a call of the robot's API, as a card, by a group's own robot. */
export type Way = 'user' | 'session' | 'proactive' | 'card' | 'robot';

export interface Message {
  readonly id: string;
  readonly conversationId: string;
  readonly sender: Sender;
  readonly way: Way;
  /** `text`, `markdown`, `actionCard`, `sampleFile`, `card` … */
  readonly type: string;
  /** of that type: `{content}`, `{title, text}`, `{mediaId, fileName, fileType}` … */
  readonly content: Readonly<Record<string, unknown>>;
  readonly at: number;
  readonly atUserIds: readonly string[];
  /** marks that robots put on it */
  readonly emotions: Set<string>;
  outTrackId: string | null;
  recalled: boolean;
}

export interface Card {
  readonly outTrackId: string;
  readonly templateId: string;
  readonly clientId: string;
  readonly params: Record<string, string>;
  readonly guids: Set<string>;
  finalized: boolean;
  isError: boolean;
}

/** A group's own robot, known by the token of its webhook. */
export interface CustomRobot {
  readonly token: string;
  readonly secret: string;
  readonly conversationId: string;
  readonly sentAt: number[];
  throttledUntil: number;
}

export interface Media {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
}

/** What a person reads. */
export function textOf(message: Message, cards: ReadonlyMap<string, Card>): string {
  const card = message.outTrackId === null ? undefined : cards.get(message.outTrackId);
  if (card !== undefined) return card.params['content'] ?? '';
  const { content, text } = message.content;
  return String(text ?? content ?? '');
}
