import type { App, Brand, Chat } from './entities.ts';
import { people } from './entities.ts';
import { botMembershipChanged } from './events.ts';
import { botOpenIdOf, newId } from './ids.ts';
import type { Platform } from './platform.ts';
import { baseEvents, baseScopes } from './platform-template.ts';
import { publishTo } from './publishing.ts';

export interface NewApp {
  name?: string;
  description?: string;
  brand?: Brand;
  ownerId?: string;
  appId?: string;
  appSecret?: string;
  /** the template's when absent */
  scopes?: readonly string[];
  /** the template's when absent */
  events?: readonly string[];
  botEnabled?: boolean;
}

export function addApp(platform: Platform, wanted: NewApp): App {
  const appId = wanted.appId ?? newId.app();
  const brand = wanted.brand ?? 'feishu';
  const app: App = {
    appId,
    appSecret: wanted.appSecret ?? newId.secret(),
    name: wanted.name ?? '沙盒机器人',
    description: wanted.description ?? '',
    brand,
    botOpenId: botOpenIdOf(appId),
    botEnabled: wanted.botEnabled ?? true,
    scopes: [...(wanted.scopes ?? baseScopes)],
    events: [...(wanted.events ?? baseEvents)],
    ownerId: wanted.ownerId ?? people.find((person) => person.brand === brand)!.id,
    visibleTo: 'all',
    createdAt: platform.bench.clock.now(),
  };
  platform.state.apps.set(app.appId, app);
  platform.state.privateChat(app, app.ownerId);
  appsChanged(platform);
  return app;
}

/** Tells the open pages that a list of bots or chats is different now. */
export function appsChanged(platform: Platform): void {
  platform.state.changed();
  platform.live.send('apps', () => ({}));
}

/** Adds the bot to its brand's group; without effect when it is there. */
export function joinGroup(platform: Platform, app: App, personId = app.ownerId): Chat {
  const chat = platform.state.group(app.brand);
  if (chat.appIds.includes(app.appId)) return chat;
  chat.appIds.push(app.appId);
  appsChanged(platform);
  void publishTo(platform, app, 'im.chat.member.bot.added_v1', botMembershipChanged(app, chat, personId));
  return chat;
}

/** Takes the bot out of its brand's group; without effect when it is not there. */
export function leaveGroup(platform: Platform, app: App, personId = app.ownerId): void {
  const chat = platform.state.group(app.brand);
  if (!chat.appIds.includes(app.appId)) return;
  void publishTo(platform, app, 'im.chat.member.bot.deleted_v1', botMembershipChanged(app, chat, personId));
  chat.appIds = chat.appIds.filter((appId) => appId !== app.appId);
  appsChanged(platform);
}
