import type { App, Chat, Message } from './entities.ts';
import { envelope, mentionsFor, messageReceived } from './events.ts';
import { newId } from './ids.ts';
import type { Platform } from './platform.ts';
import type { Delivery } from './socket/long-connections.ts';

/** Pushes one event to one app. Undefined when the app has not subscribed to it or its bot is off. */
export async function publishTo(
  platform: Platform,
  app: App,
  eventType: string,
  body: Record<string, unknown>,
  eventId: string = newId.event(),
): Promise<Delivery | undefined> {
  if (!app.events.includes(eventType) || !app.botEnabled) return undefined;
  const now = platform.bench.clock.now();
  return platform.connections.deliver(envelope(app, eventId, eventType, now, body));
}

/** Pushes an event to every subscribed bot of a chat. */
export async function publish(
  platform: Platform,
  chat: Chat,
  eventType: string,
  body: (app: App) => Record<string, unknown>,
): Promise<Delivery[]> {
  const sent = appsOf(platform, chat).map((app) => publishTo(platform, app, eventType, body(app)));
  return (await Promise.all(sent)).filter((delivery) => delivery !== undefined);
}

/**
 * Pushes a person's message to the bots that may read it. The event id follows from message and app, so that a
 * second push of the same message is recognised, unless `newEventId` asks for another.
 */
export async function publishMessage(
  platform: Platform,
  chat: Chat,
  message: Message,
  newEventId = false,
): Promise<Delivery[]> {
  const { state } = platform;
  const find = { app: (id: string) => state.apps.get(id), person: (id: string) => state.person(id) };
  const sent = appsOf(platform, chat)
    .filter((app) => mayRead(app, chat, message))
    .map((app) => {
      const body = messageReceived(app, chat, message, mentionsFor(app, message, find));
      const eventId = newEventId ? newId.event() : eventIdOf(message, app);
      return publishTo(platform, app, 'im.message.receive_v1', body, eventId);
    });
  return (await Promise.all(sent)).filter((delivery) => delivery !== undefined);
}

const appsOf = (platform: Platform, chat: Chat): App[] =>
  chat.appIds.flatMap((appId) => platform.state.apps.get(appId) ?? []);

/** In private chats the p2p permission decides; in groups a mention, unless the app may read everything. */
function mayRead(app: App, chat: Chat, message: Message): boolean {
  const has = (scope: string): boolean => app.scopes.includes(scope);
  if (chat.kind === 'p2p') return has('im:message.p2p_msg:readonly') || has('im:message.p2p_msg');
  if (has('im:message.group_msg')) return true;
  const isMentioned = message.mentions.some(({ target }) => target.kind === 'app' && target.id === app.appId);
  return isMentioned && (has('im:message.group_at_msg:readonly') || has('im:message.group_at_msg'));
}

const eventIdOf = (message: Message, app: App): string =>
  message.messageId.slice('om_'.length, 'om_'.length + 16) + app.appId.slice('cli_'.length).padEnd(16, '0');
