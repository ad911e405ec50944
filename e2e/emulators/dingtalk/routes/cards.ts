import { Hono } from 'hono';
import { z } from 'zod';
import { refusals } from '../answers.ts';
import type { App, Conversation } from '../entities.ts';
import type { Platform } from '../platform.ts';
import { post } from '../posting.ts';
import { bodyOf, callingApp, needPermission } from './access.ts';

// a value that is no text is refused
const Params = z.record(z.string(), z.string());
const Create = z.object({
  cardTemplateId: z.string(),
  outTrackId: z.string().min(1),
  callbackType: z.string().optional(),
  cardData: z.object({ cardParamMap: Params }),
  openSpaceId: z.string(),
  userIdType: z.number().optional(),
  imGroupOpenDeliverModel: z.object({ robotCode: z.string() }).optional(),
  imRobotOpenDeliverModel: z
    .object({ spaceType: z.literal('IM_ROBOT'), robotCode: z.string().optional() })
    .optional(),
});
const Streaming = z.object({
  outTrackId: z.string(),
  guid: z.string().min(1),
  key: z.string(),
  content: z.string(),
  isFull: z.boolean().optional(),
  isFinalize: z.boolean().optional(),
  isError: z.boolean().optional(),
});
const Update = z.object({ outTrackId: z.string(), cardData: z.object({ cardParamMap: Params }) });

/** Cards from templates: created and delivered in one call, streamed into, changed. */
export function cardRoutes(platform: Platform): Hono {
  const { state } = platform;
  const routes = new Hono();

  function placeOf(app: App, given: z.infer<typeof Create>): Conversation | null {
    const [, kind, id = ''] = /^dtv1\.card\/\/(IM_GROUP|IM_ROBOT)\.(.+)$/.exec(given.openSpaceId) ?? [];
    if (kind === 'IM_GROUP' && given.imGroupOpenDeliverModel?.robotCode === app.clientId) {
      const group = state.conversations.get(id);
      return group?.kind === 'group' && group.clientIds.has(app.clientId) ? group : null;
    }
    const person = state.people.get(id);
    if (kind !== 'IM_ROBOT' || !given.imRobotOpenDeliverModel || !person?.staffId) return null;
    return state.privateConversation(app, person);
  }

  routes.post('/instances/createAndDeliver', async (context) => {
    const app = callingApp(platform, context);
    needPermission(app, 'Card.Instance.Write');
    const parsed = Create.safeParse(await bodyOf(context));
    if (!parsed.success) throw refusals.param(z.prettifyError(parsed.error));
    const given = parsed.data;
    if (!state.templates.has(given.cardTemplateId)) throw refusals.template();
    const place = placeOf(app, given);
    const { outTrackId } = given;
    if (place !== null && !state.cards.has(outTrackId)) {
      state.cards.set(outTrackId, {
        outTrackId,
        templateId: given.cardTemplateId,
        clientId: app.clientId,
        params: { ...given.cardData.cardParamMap },
        guids: new Set(),
        finalized: false,
        isError: false,
      });
      const sender = { kind: 'app', clientId: app.clientId } as const;
      post(platform, {
        conversationId: place.id,
        sender,
        way: 'card',
        type: 'card',
        content: {},
        outTrackId,
      });
    }
    // a failed delivery hides in a successful answer
    const result =
      place === null ? { success: false, errorMsg: 'spaceId is invalid' } : { success: true, errorMsg: '' };
    return context.json({
      success: true,
      result: { outTrackId, deliverResults: [{ spaceType: 'IM', spaceId: given.openSpaceId, ...result }] },
    });
  });

  routes.put('/streaming', async (context) => {
    const app = callingApp(platform, context);
    needPermission(app, 'Card.Streaming.Write');
    const parsed = Streaming.safeParse(await bodyOf(context));
    if (!parsed.success) throw refusals.param(z.prettifyError(parsed.error));
    const { outTrackId, guid, key, content, isFull, isFinalize, isError } = parsed.data;
    const card = state.cards.get(outTrackId);
    if (card?.clientId !== app.clientId) throw refusals.card();
    if (card.finalized) throw refusals.param('streaming is finished');
    // the same guid is the same piece
    if (!card.guids.has(guid)) {
      card.guids.add(guid);
      card.params[key] = isFull === false ? (card.params[key] ?? '') + content : content;
      card.finalized = isFinalize === true;
      card.isError = isError === true;
      platform.messageChanged();
    }
    return context.json({ success: true, result: true });
  });

  routes.put('/instances', async (context) => {
    const app = callingApp(platform, context);
    needPermission(app, 'Card.Instance.Write');
    const parsed = Update.safeParse(await bodyOf(context));
    if (!parsed.success) throw refusals.param(z.prettifyError(parsed.error));
    const card = state.cards.get(parsed.data.outTrackId);
    if (card?.clientId !== app.clientId) throw refusals.card();
    Object.assign(card.params, parsed.data.cardData.cardParamMap);
    platform.messageChanged();
    return context.json({ success: true, result: true });
  });
  return routes;
}
