import { Hono } from 'hono';
import { z } from 'zod';
import type { App } from './entities.ts';
import { people } from './entities.ts';
import { openIdOf } from './ids.ts';
import type { Platform } from './platform.ts';
import { download } from './routes/resources.ts';
import type { UserSide } from './user-side.ts';

const Answer = z.object({
  personId: z.string().optional(),
  name: z.string().optional(),
  clientId: z.string().optional(),
});
const NewApp = z.object({
  name: z.string().optional(),
  brand: z.enum(['feishu', 'lark']).optional(),
  scopes: z.array(z.string()).optional(),
  events: z.array(z.string()).optional(),
  botEnabled: z.boolean().optional(),
});
const AppChange = z.object({
  botEnabled: z.boolean().optional(),
  scopes: z.array(z.string()).optional(),
  appSecret: z.string().optional(),
  visibleTo: z.union([z.literal('all'), z.array(z.string())]).optional(),
});
const SendText = z.object({
  text: z.string(),
  from: z.string().optional(),
  chat: z.string().optional(),
  replyTo: z.string().optional(),
});
const SendFile = z.object({
  name: z.string(),
  base64: z.string(),
  as: z.literal('voice').optional(),
  from: z.string().optional(),
  chat: z.string().optional(),
});
const NewRobot = z.object({ secret: z.string().optional(), keywords: z.array(z.string()).optional() });
const Press = z.object({ value: z.record(z.string(), z.unknown()), personId: z.string().optional() });
const Switches = z.object({ silent: z.boolean().optional(), fragments: z.number().int().min(1).optional() });

/** The user's verbs over HTTP, for other processes and for browser journeys. JSON in and out. */
export function userControlRoutes(platform: Platform, user: UserSide): Hono {
  const routes = new Hono();
  const { state, connections } = platform;
  const find = (appId: string): App => {
    const app = state.apps.get(appId);
    if (!app) throw new Error(`No app ${appId}`);
    return app;
  };
  routes.onError((error, context) => {
    const text = error instanceof z.ZodError ? z.prettifyError(error) : error.message;
    return context.json({ error: text }, 400);
  });

  routes.get('/people', (context) => context.json({ people }));
  routes.get('/apps', (context) =>
    context.json({ apps: [...state.apps.values()].map((app) => describe(platform, app)) }),
  );
  routes.post('/apps', async (context) => {
    const app = user.createApp(clean(NewApp.parse(await context.req.json())));
    await state.flush();
    return context.json(describe(platform, app), 201);
  });
  routes.patch('/apps/:appId', async (context) => {
    const app = find(context.req.param('appId'));
    Object.assign(app, clean(AppChange.parse(await context.req.json())));
    state.changed();
    return context.json(describe(platform, app));
  });
  routes.post('/apps/:appId/messages', async (context) => {
    const { text, ...options } = SendText.parse(await context.req.json());
    const { message } = user.sendText(find(context.req.param('appId')), text, clean(options));
    return context.json({ messageId: message.messageId, chatId: message.chatId }, 201);
  });
  routes.post('/apps/:appId/files', async (context) => {
    const { base64, name, as, ...options } = SendFile.parse(await context.req.json());
    const file = { name, bytes: Buffer.from(base64, 'base64'), ...(as && { as }) };
    const { message } = user.sendFile(find(context.req.param('appId')), file, clean(options));
    return context.json({ messageId: message.messageId, chatId: message.chatId }, 201);
  });
  routes.get('/resources/:key', (context) => {
    const resource = state.resources.get(context.req.param('key'));
    return resource ? download(resource) : context.json({ error: 'no such resource' }, 404);
  });
  routes.post('/apps/:appId/robots', async (context) => {
    const options = clean(NewRobot.parse(await context.req.json()));
    const chat = user.addToGroup(find(context.req.param('appId')));
    return context.json(user.addRobot(chat, options), 201);
  });
  routes.post('/apps/:appId/group', (context) =>
    context.json({ chatId: user.addToGroup(find(context.req.param('appId'))).chatId }),
  );
  routes.get('/chats/:chatId/messages', (context) =>
    context.json({ messages: state.messagesOf(context.req.param('chatId')) }),
  );
  routes.post('/messages/:messageId/withdraw', (context) => {
    void user.withdraw(context.req.param('messageId'));
    return context.json({ ok: true });
  });
  routes.post('/messages/:messageId/push-again', (context) => {
    void user.pushAgain(context.req.param('messageId'), {
      newEventId: context.req.query('newEventId') === '1',
    });
    return context.json({ ok: true });
  });
  routes.post('/messages/:messageId/press', async (context) => {
    const { value, personId } = Press.parse(await context.req.json());
    const action = { tag: 'button', value };
    return context.json(await user.press(context.req.param('messageId'), action, personId));
  });

  routes.get('/registrations', (context) => {
    const registrations = [...platform.registrations.values()];
    return context.json({
      registrations: registrations.map(({ userCode, expiresAt, stage }) => ({
        userCode,
        expiresAt,
        stage: stage.kind,
      })),
    });
  });
  routes.post('/registrations/:userCode/scan', (context) => {
    user.scan(context.req.param('userCode'));
    return context.json({ ok: true });
  });
  routes.post('/registrations/:userCode/approve', async (context) => {
    const choice = clean(Answer.parse(await context.req.json().catch(() => ({}))));
    const result = await user.approve(context.req.param('userCode'), choice);
    return result.ok ? context.json({ ok: true, appId: result.app.appId }) : context.json(result, 409);
  });
  routes.post('/registrations/:userCode/deny', (context) => {
    const reason = user.deny(context.req.param('userCode'));
    return reason ? context.json({ ok: false, reason }, 409) : context.json({ ok: true });
  });

  routes.get('/connections', (context) => context.json({ connections: connections.list() }));
  routes.delete('/connections', (context) =>
    context.json({ dropped: connections.drop(context.req.query('appId')) }),
  );
  routes.post('/connections', async (context) => {
    const { silent, fragments } = Switches.parse(await context.req.json());
    if (silent !== undefined) connections.setSilent(silent);
    if (fragments !== undefined) connections.shape = { ...connections.shape, fragments };
    return context.json({ ok: true });
  });
  return routes;
}

function describe(platform: Platform, app: App): Record<string, unknown> {
  return {
    appId: app.appId,
    appSecret: app.appSecret,
    name: app.name,
    brand: app.brand,
    botOpenId: app.botOpenId,
    botEnabled: app.botEnabled,
    scopes: app.scopes,
    visibleTo: app.visibleTo,
    ownerOpenId: openIdOf(app.appId, app.ownerId),
    connections: platform.connections.count(app.appId),
    p2pChatId: platform.state.privateChat(app, app.ownerId).chatId,
  };
}

/** Optional keys that are undefined are left out, so that they do not overwrite defaults. */
function clean<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as never;
}
