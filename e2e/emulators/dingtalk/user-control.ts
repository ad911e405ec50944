import { Hono } from 'hono';
import { z } from 'zod';
import { textOf } from './entities.ts';
import type { Platform } from './platform.ts';
import type { UserSide } from './user-side.ts';

const Say = z.object({
  text: z.string(),
  group: z.string().optional(),
  mention: z.boolean().optional(),
  from: z.string().optional(),
});

/** The user's verbs for other processes, below `/__emulator`. */
export function userControlRoutes(platform: Platform, user: UserSide): Hono {
  const { state, connections } = platform;
  const routes = new Hono();

  routes.post('/apps', async (context) => {
    const { name } = z.object({ name: z.string().optional() }).parse(await context.req.json());
    const { clientId, clientSecret } = user.createApp(name === undefined ? {} : { name });
    return context.json({ clientId, clientSecret }, 201);
  });
  routes.post('/apps/:id/messages', async (context) => {
    const app = state.apps.get(context.req.param('id'));
    if (!app) return context.json({ error: 'unknown app' }, 404);
    const { text, group, mention, from } = Say.parse(await context.req.json());
    const { message, conversation } = user.sendText(app, text, {
      ...(group !== undefined && { group }),
      ...(mention !== undefined && { mention }),
      ...(from !== undefined && { from: user.person(from) }),
    });
    return context.json({ messageId: message.id, conversationId: conversation.id }, 201);
  });
  routes.get('/conversations/:id/messages', (context) => {
    const messages = state.messagesOf(context.req.param('id'));
    return context.json({
      messages: messages.map((message) => ({
        ...message,
        emotions: [...message.emotions],
        text: textOf(message, state.cards),
      })),
    });
  });
  routes.get('/apps/:id/connections', (context) =>
    context.json({ count: connections.count(context.req.param('id')) }),
  );
  routes.delete('/apps/:id/connections', (context) =>
    context.json({ dropped: connections.drop(context.req.param('id')) }),
  );
  routes.post('/apps/:id/connections/:verb', (context) => {
    const { id, verb } = context.req.param();
    if (verb === 'disconnect') connections.disconnect(id);
    else if (verb === 'deafen') connections.deafen(id);
    else return context.json({ error: 'disconnect or deafen' }, 404);
    return context.json({ ok: true });
  });
  return routes;
}
