/** What people do with groups, and with the custom robots in them. */
import type { App, Chat } from './entities.ts';
import { botMembershipChanged, chatRenamed } from './events.ts';
import type { Platform } from './platform.ts';
import { publish, publishTo } from './publishing.ts';
import type { Delivery } from './socket/long-connections.ts';

/** Another group, with these bots in it; they hear of it. */
export function createGroup(
  platform: Platform,
  name: string,
  apps: App[],
  { isTopicGroup = false }: { isTopicGroup?: boolean } = {},
): Chat {
  const appIds = apps.map(({ appId }) => appId);
  const chat = platform.state.addGroup(name, apps[0]?.brand ?? 'feishu', appIds, isTopicGroup);
  for (const app of apps) {
    const body = botMembershipChanged(app, chat, app.ownerId);
    void publishTo(platform, app, 'im.chat.member.bot.added_v1', body);
  }
  return chat;
}

export function renameGroup(
  platform: Platform,
  chat: Chat,
  name: string,
  personId = chat.personIds[0]!,
): Promise<Delivery[]> {
  const before = chat.name;
  Object.assign(chat, { name });
  platform.state.changed();
  return publish(platform, chat, 'im.chat.updated_v1', (app) => chatRenamed(app, chat, before, personId));
}

/** The group is no more; its bots hear of it when they have subscribed to that. */
export async function disbandGroup(platform: Platform, chat: Chat): Promise<void> {
  const body = { chat_id: chat.chatId, external: false, name: chat.name };
  const told = publish(platform, chat, 'im.chat.disbanded_v1', () => body);
  platform.state.chats.delete(chat.chatId);
  await told;
}

/** A custom robot of a group; `url` is what it is reached by. */
export function addRobot(
  platform: Platform,
  chat: Chat,
  { secret = null, keywords = [] }: { secret?: string | null; keywords?: string[] } = {},
): { id: string; url: string } {
  const { id } = platform.robots.add({ chatId: chat.chatId, secret, keywords });
  return { id, url: `${platform.publicUrl()}/open-apis/bot/v2/hook/${id}` };
}
