import { z } from 'zod';

/** What the emulator knows, as kept in the state file. Instants are Unix milliseconds. */
export const Brand = z.enum(['feishu', 'lark']);
export type Brand = z.infer<typeof Brand>;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly enName: string;
  readonly brand: Brand;
}

/** The simulated people. The first one holds the phone unless another is chosen. */
export const people: readonly Person[] = [
  { id: 'user', name: '沙盒用户', enName: 'Sandbox user', brand: 'feishu' },
  { id: 'colleague', name: '沙盒同事', enName: 'Sandbox colleague', brand: 'feishu' },
  { id: 'lark-user', name: '沙盒 Lark 用户', enName: 'Sandbox Lark user', brand: 'lark' },
];

export const App = z.object({
  appId: z.string(),
  appSecret: z.string(),
  name: z.string(),
  description: z.string(),
  brand: Brand,
  botOpenId: z.string(),
  botEnabled: z.boolean(),
  scopes: z.array(z.string()),
  events: z.array(z.string()),
  ownerId: z.string(),
  /** person ids inside the availability range */
  visibleTo: z.union([z.literal('all'), z.array(z.string())]),
  createdAt: z.number(),
});
export type App = z.infer<typeof App>;

export const Chat = z.object({
  chatId: z.string(),
  kind: z.enum(['p2p', 'group']),
  /** every message of a person is a topic of its own */
  isTopicGroup: z.boolean().optional(),
  name: z.string(),
  brand: Brand,
  personIds: z.array(z.string()),
  appIds: z.array(z.string()),
});
export type Chat = z.infer<typeof Chat>;

export const Sender = z.object({ kind: z.enum(['person', 'app']), id: z.string() });
export type Sender = z.infer<typeof Sender>;

export const Mention = z.object({ key: z.string(), target: Sender });
export type Mention = z.infer<typeof Mention>;

export const Reaction = z.object({
  reactionId: z.string(),
  emojiType: z.string(),
  by: Sender,
  at: z.number(),
});
export type Reaction = z.infer<typeof Reaction>;

export const Message = z.object({
  messageId: z.string(),
  chatId: z.string(),
  sender: Sender,
  msgType: z.string(),
  /** JSON text, as the API carries it */
  content: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  rootId: z.string().optional(),
  parentId: z.string().optional(),
  threadId: z.string().optional(),
  withdrawn: z.boolean(),
  edits: z.number(),
  mentions: z.array(Mention),
  reactions: z.array(Reaction),
  cardId: z.string().optional(),
  /** ids of the messages that this one forwards */
  forwards: z.array(z.string()).optional(),
});
export type Message = z.infer<typeof Message>;

export const Card = z.object({
  cardId: z.string(),
  appId: z.string(),
  /** the card's JSON */
  json: z.record(z.string(), z.unknown()),
  sequence: z.number(),
  createdAt: z.number(),
  /** when streaming was switched on; null while it is off */
  streamingSince: z.number().nullable(),
  messageId: z.string().nullable(),
});
export type Card = z.infer<typeof Card>;

export const AccessToken = z.object({ token: z.string(), appId: z.string(), expiresAt: z.number() });
export type AccessToken = z.infer<typeof AccessToken>;

export const Resource = z.object({
  key: z.string(),
  type: z.enum(['image', 'file']),
  name: z.string(),
  contentType: z.string(),
  bytes: z.custom<Buffer>((value) => Buffer.isBuffer(value)),
});
export type Resource = z.infer<typeof Resource>;

/** An event on its way to an app, kept until it is acknowledged. */
export const PendingEvent = z.object({
  eventId: z.string(),
  appId: z.string(),
  payload: z.string(),
  at: z.number(),
  pushes: z.number(),
});
export type PendingEvent = z.infer<typeof PendingEvent>;
