/** The chats that the bots are in, as far as they have been seen: what `message` and tasks find by a name. */
import type { InboundMessage } from '../channels/channel.ts';
import type { Database } from './database.ts';

export type KnownChat = {
  channel: string;
  accountId: string;
  chatId: string;
  kind: 'direct' | 'group';
  /** of the group, or of the person; empty when it is not known */
  name: string;
  /** of its latest message or event, within an hour */
  lastAt: number;
};

export type Chats = ReturnType<typeof createChats>;

/** a busy chat is written once in this time */
const restMs = 3_600_000;
const chatsMax = 2_000;
const remembered = 500;

type Row = {
  channel: string;
  account: string;
  chat_id: string;
  kind: KnownChat['kind'];
  name: string;
  last_at: number;
};

export function createChats(database: Database, now: () => number) {
  const { sqlite } = database;
  const put = sqlite.prepare(
    `INSERT INTO chats VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (channel, account, chat_id) DO UPDATE
     SET kind = excluded.kind, last_at = excluded.last_at, name = CASE excluded.name WHEN '' THEN name ELSE excluded.name END`,
  );
  const remove = sqlite.prepare(`DELETE FROM chats WHERE channel = ? AND account = ? AND chat_id = ?`);
  const all = sqlite.prepare(`SELECT * FROM chats ORDER BY last_at DESC LIMIT ?`);
  const prune = sqlite.prepare(
    `DELETE FROM chats WHERE last_at < (SELECT last_at FROM chats ORDER BY last_at DESC LIMIT 1 OFFSET ${chatsMax})`,
  );
  /** what was written lately, so that the ordinary message costs a look into a map */
  const written = new Map<string, { name: string; at: number }>();

  const keyOf = ({ channel, accountId, chatId }: Omit<KnownChat, 'lastAt'>): string =>
    `${channel}\n${accountId}\n${chatId}`;
  const isWritten = (chat: Omit<KnownChat, 'lastAt'>, at: number): boolean => {
    const before = written.get(keyOf(chat));
    return before !== undefined && (chat.name === '' || chat.name === before.name) && at - before.at < restMs;
  };
  const note = (chat: Omit<KnownChat, 'lastAt'>): void => {
    const key = keyOf(chat);
    const at = now();
    if (isWritten(chat, at)) return;
    const before = written.get(key);
    if (written.size >= remembered) written.delete(written.keys().next().value!);
    written.set(key, { name: chat.name || (before?.name ?? ''), at });
    database.grouped(() => put.run(chat.channel, chat.accountId, chat.chatId, chat.kind, chat.name, at));
  };

  return {
    note,
    /** @param mayBeNamed asked only when there is something to write: what it looks up costs more than the look into a map */
    noteMessage(message: InboundMessage, mayBeNamed: () => boolean): void {
      const chat = chatOf(message);
      if (!isWritten(chat, now()) && mayBeNamed()) note(chat);
    },
    gone(channel: string, accountId: string, chatId: string): void {
      written.delete(`${channel}\n${accountId}\n${chatId}`);
      database.grouped(() => remove.run(channel, accountId, chatId));
    },
    /** The latest first. */
    list(limit = 50): KnownChat[] {
      return (all.all(limit) as Row[]).map(({ account, chat_id, last_at, ...row }) => ({
        ...row,
        accountId: account,
        chatId: chat_id,
        lastAt: last_at,
      }));
    },
    /** By exactly that name, else by a part of it; capital letters and blanks do not count. */
    named(name: string): KnownChat[] {
      const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
      const wanted = plain(name);
      if (wanted === '') return [];
      const chats = this.list(chatsMax).map((chat) => ({ chat, plain: plain(chat.name) }));
      const exact = chats.filter((each) => each.plain === wanted);
      return (exact.length > 0 ? exact : chats.filter((each) => each.plain.includes(wanted))).map(
        ({ chat }) => chat,
      );
    },
    prune: () => void prune.run(),
  };
}

function chatOf({ channel, accountId, chat, sender }: InboundMessage): Omit<KnownChat, 'lastAt'> {
  const name = chat.kind === 'direct' ? sender.name : (chat.name ?? '');
  return { channel, accountId, chatId: chat.id, kind: chat.kind, name };
}
