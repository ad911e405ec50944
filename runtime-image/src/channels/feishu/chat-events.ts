/** What happens to the bot's groups: it is brought in or taken out, they get another name, they end. */
import * as z from 'zod/mini';
import type { ChannelHost } from '../channel.ts';
import type { FeishuAccount } from '../feishu-account.ts';
import type { Chats } from './chats.ts';
import { forgetGroup, greetGroup, type HelloRoom } from './group-hello.ts';
import { groupRules } from './normalize/group-rules.ts';
import type { HeardEvent } from './sdk.ts';

const filled = z.string().check(z.minLength(1));
const ChatEvent = z.object({
  app_id: filled,
  event_id: z.catch(z.string(), ''),
  chat_id: filled,
  name: z.catch(z.string(), ''),
  after_change: z.catch(z.object({ name: z.catch(z.string(), '') }), { name: '' }),
});

export type ChatEventRoom = HelloRoom & {
  account: Pick<FeishuAccount, 'groups' | 'greetsGroups'>;
  host: ChannelHost;
  chats: Chats;
  botName(): string;
};

/** Resolves when it is known; a greeting goes out later. */
export function onChatEvent(room: ChatEventRoom, name: HeardEvent, event: unknown): void {
  const { data } = ChatEvent.safeParse(event);
  if (data === undefined || data.app_id !== room.appId) return;
  const { chat_id: chatId, event_id: eventId } = data;
  const { host, chats, account } = room;
  switch (name) {
    case 'im.chat.member.bot.added_v1': {
      chats.learn(chatId, { kind: 'group', name: data.name });
      if (!account.greetsGroups) return;
      const needsMention = groupRules(account.groups, chatId).requireMention ?? true;
      void greetGroup(room, { chatId, eventId, botName: room.botName(), needsMention });
      return;
    }
    case 'im.chat.updated_v1':
      if (data.after_change.name) chats.learn(chatId, { kind: 'group', name: data.after_change.name });
      return;
    case 'im.chat.member.bot.deleted_v1':
    case 'im.chat.disbanded_v1':
      chats.forget(chatId);
      forgetGroup(room, chatId);
      host.chatGone?.(chatId);
      return;
    case 'card.action.trigger':
      return;
  }
}
