/**
 * What a channel is to the gateway: few verbs, types only. A channel is four files: client (the vendor's API),
 * normalize (pure: event → InboundMessage), render (pure: answer → vendor's message), join (this interface).
 */
import type { GroupScope } from '../config/schema/group-scopes.ts';
import type { ChannelStatus } from '../control/status.ts';

/** Something beside the words of a message: not fetched yet, the platform keeps it for a while. */
export type Attachment = {
  kind: 'image' | 'audio' | 'video' | 'file';
  /** as the sender named it, may be empty */
  name: string;
  /** empty when the platform does not tell */
  mimeType: string;
  /** null when the platform does not tell */
  bytes: number | null;
  /** what the channel fetches it by; means nothing to anybody else */
  ref: string;
};

export type FetchedAttachment = { name: string; mimeType: string; bytes: Uint8Array };

/** What is sent beside or instead of words. */
export type OutgoingFile = { kind: Attachment['kind']; name: string; mimeType: string; bytes: Uint8Array };

/**
 * A button. Pressed, it comes back as an `InboundMessage` of the presser whose text is `command`: the same access rules, the same
 * answers, each person and button once. Where a channel has no buttons it appends `label: command` lines to the text
 * (`channels/actions.ts`), so the text itself should not repeat the commands.
 */
export type Action = {
  /** what people read, at most 20 characters */
  label: string;
  /** for example `/approve k7 deny` */
  command: string;
  style: 'primary' | 'default' | 'danger';
};

/** At least one of text and files is not empty; `actions` belong to the text. */
export type Outgoing = { text: string; files: OutgoingFile[]; actions?: Action[] };

/** `userId` as the channel names its users (Feishu: open_id). */
export type SendTarget = { chatId: string; threadId?: string | null } | { userId: string };

/** A message could not be sent for good, or could not be fetched; `message` says why in words for people. */
export class ChannelRefusal extends Error {}

/**
 * Where what the agent remembers of its owner is known, as the channel's settings say: `shared` in every conversation, `apart` only
 * where the owner speaks privately; absent in every private chat.
 */
export type ChatMemory = 'shared' | 'apart';

export type InboundMessage = {
  channel: string;
  accountId: string;
  /** the platform's id of the message; the inbox stores each (channel, accountId, messageId) once */
  messageId: string;
  /** `name` of a group, when the channel knows it; `scope` as its settings say, `user`: one conversation for each sender wherever they are */
  chat: {
    id: string;
    kind: 'direct' | 'group';
    threadId: string | null;
    name?: string;
    scope?: GroupScope | 'user';
    memory?: ChatMemory;
  };
  sender: { id: string; name: string };
  /** what the person wrote: mentions by name, the bot's own mention removed, unsupported content as a placeholder */
  text: string;
  mentionsBot: boolean;
  /** absent: none */
  attachments?: Attachment[];
  /** the message that this one answers; its text is empty until `complete` has asked for it; absent: none */
  quote?: { messageId: string; text: string };
  /** in a group: what was said before and was not for the bot, a line each; added by the gateway when its turn begins */
  overheard?: string;
  /** the platform tells more of this message when it is asked, see `Channel.complete` */
  incomplete?: true;
  /** what the channel itself needs to answer it; means nothing to anybody else and is shown to nobody */
  replyVia?: string;
  /** set by the gateway, never by a channel: the skill that the message calls, and what the model reads instead of `text` */
  called?: { skill: string; args: string; prompt: string };
  /** set by the gateway when its turn begins: what became of the attachments, see `ReadAttachments` */
  read?: { lines: string[]; images: string[] };
  /** ms since epoch, the platform's clock */
  sentAt: number;
};

/** What the gateway hands to a channel at set-up. */
export type ChannelHost = {
  /** Stores the message durably, then resolves; only then may the channel acknowledge. Knows duplicates and stale messages. */
  receive(message: InboundMessage): Promise<void>;
  /** Told whenever `status()` would answer differently. */
  statusChanged(): void;
  /** true exactly once per key for the life of the instance's volume, e.g. `greeting:<appId>:<ownerId>`; unset again with `forget`. */
  once(key: string): boolean;
  forget(key: string): void;
  /** Small facts of a channel that outlive a restart, e.g. `owner-answered:<appId>:<ownerId>`; null when never remembered. */
  recall(key: string): string | null;
  remember(key: string, value: string): void;
  log(level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>): void;
  /** The bot came into a chat, or hears of its name: `message` then finds it by that name. Chats of messages are known without. */
  chatSeen?(chat: { id: string; kind: 'direct' | 'group'; name: string }): void;
  /** The bot was taken out of a chat, or the chat is no more. */
  chatGone?(chatId: string): void;
};

/**
 * One answer to one stored message. `key` is the same after a crash, and `saved` is what `save` last stored for it, so that
 * a resumed reply continues the same platform message instead of sending a second one.
 */
export type ReplyContext = {
  key: string;
  to: InboundMessage;
  saved: unknown;
  /** `now` is stored when it returns; `soon` may be lost by a kill in the same moment. */
  save(state: unknown, when: 'now' | 'soon'): void;
};

export interface Reply {
  /** Shows that the message is being worked on. Never throws; failures are ignored. */
  typing(): void;
  /** The whole text so far. Throttled by the channel; may be dropped, never blocks the turn. */
  update(text: string): void;
  /**
   * The final text (never empty). Resolves when the platform has accepted it and the typing mark is gone; falls back from
   * card to text inside. Rejects only when no form of the answer could be delivered; safe to call again after a crash.
   */
  finish(text: string): Promise<void>;
  /** Nothing is to be said: takes the typing mark and any begun answer away. Never rejects. */
  discard(): Promise<void>;
}

/** What a channel knows of itself; who owns the bot and when it last heard and answered somebody is told by the gateway's store. */
export type OwnStatus = Omit<
  ChannelStatus,
  'ownerId' | 'lastInboundAt' | 'lastAnsweredAt' | 'ownerAnsweredAt'
>;

export interface Channel {
  /** Starts connecting and keeps trying; returns at once. */
  start(): void;
  /** Stops receiving, lets sends under way end, closes. Resolves within 5 s. Calling it twice is fine. */
  stop(): Promise<void>;
  reply(context: ReplyContext): Reply;
  /**
   * A message of our own accord. `key` makes it idempotent where the platform can. Rejects with `ChannelRefusal` for what will
   * never work (a target that this channel does not have, a file that is too large).
   */
  send(target: SendTarget, content: Outgoing, key: string): Promise<void>;
  /** What came with a message of this channel. Rejects with `ChannelRefusal`, above all when it is larger than `bytesMax`. */
  fetch(
    message: InboundMessage,
    attachment: Attachment,
    limits: { bytesMax: number; signal: AbortSignal },
  ): Promise<FetchedAttachment>;
  /**
   * What a message that is `incomplete` holds besides: the words it quotes, the messages it forwards. Asked once, when its turn
   * begins, never before it is acknowledged. Never rejects: what cannot be had stays as it is.
   */
  complete?(message: InboundMessage, signal: AbortSignal): Promise<InboundMessage>;
  /**
   * The question that `send` asked under this key with `actions` is settled, by whomever and wherever: its buttons go and `outcome`
   * stands in their place. Does nothing for a key it does not know any more; never rejects.
   */
  settle?(key: string, outcome: string): Promise<void>;
  status(): OwnStatus;
}
