/** Answers of the gateway's own accord, sent to where a message came from: reports, results of tasks. */
import type { OpenChannels } from './accounts.ts';
import type { InboundMessage, Reply } from './channel.ts';
import { webReply } from './local.ts';

/**
 * Null when nobody can be reached there: the bot is no longer configured, or an API caller is gone.
 * @param key makes the answer one message, however often it is sent, where the platform can
 */
export function originReply(
  channels: Pick<OpenChannels, 'find'>,
  origin: InboundMessage,
  key: string,
): Reply | null {
  if (origin.channel === 'web') return webReply;
  const channel = channels.find(origin.channel, origin.accountId);
  if (channel === null) return null;
  const { id: chatId, threadId } = origin.chat;
  return {
    typing() {},
    update() {},
    finish: (text) => channel.send({ chatId, threadId }, { text, files: [] }, key),
    discard: () => Promise.resolve(),
  };
}
