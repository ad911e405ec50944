/** What the gateway is to its channels: where their messages go, and where they keep what must outlive the process. */
import type { Logger } from '../logger.ts';
import type { Chats } from '../store/chats.ts';
import type { People } from '../store/people.ts';
import type { ChannelHost, InboundMessage } from './channel.ts';
import type { ChannelAccounts, ChannelName } from './table.ts';

export type HostRoom = {
  people: People;
  chats: Chats;
  logger: Logger;
  receive(message: InboundMessage): Promise<unknown>;
  statusChanged(): void;
};

export function hostFor(
  { people, chats, logger, receive, statusChanged }: HostRoom,
  channel: ChannelName,
  { accountId }: ChannelAccounts[ChannelName],
): ChannelHost {
  return {
    receive: async (message) => void (await receive(message)),
    statusChanged,
    once: (key) => people.once(key),
    forget: (key) => people.forget(key),
    recall: (key) => people.recall(key),
    remember: (key, value) => people.remember(key, value),
    log: (level, message, fields) => logger.log(level, message, { channel, account: accountId, ...fields }),
    chatSeen: ({ id, kind, name }) => chats.note({ channel, accountId, chatId: id, kind, name }),
    chatGone: (chatId) => chats.gone(channel, accountId, chatId),
  };
}
