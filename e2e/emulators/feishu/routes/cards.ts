import { Hono } from 'hono';
import type { Context } from 'hono';
import { success } from '../answers.ts';
import { cardFailures, checkSequence, isStreaming } from '../card-rules.ts';
import {
  elementIdProblem,
  findElement,
  isStreamingCard,
  setElementText,
  type CardElement,
  type CardJson,
} from '../card-tree.ts';
import type { App, Brand, Card } from '../entities.ts';
import { newId } from '../ids.ts';
import { parseObject } from '../message-content.ts';
import type { Platform } from '../platform.ts';
import { authenticate, readJson, requireScope } from './authentication.ts';

const cardBytesMax = 30 * 1024;
const contentCharactersMax = 100_000;

/** CardKit: card entities, their streaming text, settings and elements. */
export function cardRoutes(platform: Platform, host: Brand): Hono {
  const routes = new Hono();
  const { state, bench } = platform;

  /** The caller's card, within its limits, together with the request's body. */
  async function open(context: Context, api: string): Promise<{ card: Card; body: Record<string, unknown> }> {
    const app = caller(platform, context, host);
    platform.limits.callApi(app.appId, api);
    const card = state.cards.get(context.req.param('id') ?? '');
    if (!card || card.appId !== app.appId) throw cardFailures.notFound('card');
    platform.limits.change(card.cardId, 10);
    return { card, body: await readJson(context) };
  }
  function done(context: Context, card: Card, sequence: number, data: unknown = {}): Response {
    card.sequence = sequence;
    state.changed();
    if (card.messageId) platform.messageChanged(card.messageId);
    return success(context, data);
  }

  routes.post('/cardkit/v1/cards', async (context) => {
    const app = caller(platform, context, host);
    platform.limits.callApi(app.appId, 'card-create');
    const json = readCardJson(await readJson(context));
    const card: Card = {
      cardId: newId.card(),
      appId: app.appId,
      json,
      sequence: 0,
      createdAt: bench.clock.now(),
      streamingSince: isStreamingCard(json) ? bench.clock.now() : null,
      messageId: null,
    };
    state.addCard(card);
    return success(context, { card_id: card.cardId });
  });

  routes.put('/cardkit/v1/cards/:id', async (context) => {
    const { card, body } = await open(context, 'card-update');
    const json = readCardJson((body['card'] ?? {}) as Record<string, unknown>);
    const sequence = checkSequence(card, body['sequence']);
    card.json = json;
    card.streamingSince = isStreamingCard(json) ? bench.clock.now() : null;
    return done(context, card, sequence);
  });

  routes.patch('/cardkit/v1/cards/:id/settings', async (context) => {
    const { card, body } = await open(context, 'card-settings');
    const settings = typeof body['settings'] === 'string' ? parseObject(body['settings']) : undefined;
    if (!settings) throw cardFailures.parameter('settings is not a JSON text');
    const sequence = checkSequence(card, body['sequence']);
    const wanted = (settings['config'] ?? {}) as Record<string, unknown>;
    card.json['config'] = { ...(card.json['config'] as object | undefined), ...wanted };
    if (wanted['streaming_mode'] === true) card.streamingSince = bench.clock.now();
    if (wanted['streaming_mode'] === false) card.streamingSince = null;
    return done(context, card, sequence);
  });

  routes.put('/cardkit/v1/cards/:id/elements/:elementId/content', async (context) => {
    const { card, body } = await open(context, 'card-content');
    const found = findElement(card.json, context.req.param('elementId'));
    if (!found) throw cardFailures.notFound('element');
    const { content } = body;
    if (typeof content !== 'string' || content === '' || content.length > contentCharactersMax) {
      throw cardFailures.parameter('content is not a text of 1 to 100000 characters');
    }
    if (!isStreaming(card, bench.clock.now())) throw cardFailures.streamingClosed();
    const sequence = checkSequence(card, body['sequence']);
    if (!setElementText(found.element, content)) throw cardFailures.parameter('element holds no text');
    return done(context, card, sequence);
  });

  routes.post('/cardkit/v1/cards/:id/elements', async (context) => {
    const { card, body } = await open(context, 'card-element');
    const sequence = checkSequence(card, body['sequence']);
    insertElements(card.json, body);
    return done(context, card, sequence);
  });

  routes.put('/cardkit/v1/cards/:id/elements/:elementId', async (context) => {
    const { card, body } = await open(context, 'card-element');
    const { siblings, index } = requireElement(card.json, context.req.param('elementId'));
    const element = parseObject(String(body['element']));
    if (!element) throw cardFailures.parameter('element is not a JSON text');
    const sequence = checkSequence(card, body['sequence']);
    siblings[index] = element;
    return done(context, card, sequence);
  });

  routes.patch('/cardkit/v1/cards/:id/elements/:elementId', async (context) => {
    const { card, body } = await open(context, 'card-element');
    const { element } = requireElement(card.json, context.req.param('elementId'));
    const partial = parseObject(String(body['partial_element']));
    if (!partial) throw cardFailures.parameter('partial_element is not a JSON text');
    const sequence = checkSequence(card, body['sequence']);
    Object.assign(element, partial);
    return done(context, card, sequence);
  });

  routes.delete('/cardkit/v1/cards/:id/elements/:elementId', async (context) => {
    const { card, body } = await open(context, 'card-element');
    const { siblings, index } = requireElement(card.json, context.req.param('elementId'));
    const sequence = checkSequence(card, body['sequence']);
    siblings.splice(index, 1);
    return done(context, card, sequence);
  });
  return routes;
}

function caller(platform: Platform, context: Context, host: Brand): App {
  const app = authenticate(platform, context, host);
  requireScope(platform, app, ['cardkit:card:write']);
  return app;
}

function readCardJson(body: Record<string, unknown>): CardJson {
  const { type, data } = body;
  if (type !== 'card_json' || typeof data !== 'string') throw cardFailures.parameter('type or data is wrong');
  if (Buffer.byteLength(data) > cardBytesMax) throw cardFailures.tooLarge();
  const json = parseObject(data);
  if (!json || json['schema'] !== '2.0') throw cardFailures.parameter('data is not card JSON of schema 2.0');
  const problem = elementIdProblem(json);
  if (problem) throw cardFailures.duplicateElement(problem);
  return json;
}

function requireElement(
  json: CardJson,
  elementId: string,
): { element: CardElement; siblings: CardElement[]; index: number } {
  const found = findElement(json, elementId);
  if (!found) throw cardFailures.notFound('element');
  return found;
}

/** `type`: append (default), insert_before, insert_after; `elements` is a JSON text of a list. */
function insertElements(json: CardJson, body: Record<string, unknown>): void {
  let elements: unknown;
  try {
    elements = JSON.parse(String(body['elements']));
  } catch {
    elements = undefined;
  }
  if (!Array.isArray(elements)) throw cardFailures.parameter('elements is not a JSON text of a list');
  const cardBody = (json['body'] ??= { elements: [] }) as { elements?: CardElement[] };
  const all = (cardBody.elements ??= []);
  const target = body['target_element_id'];
  const kind = body['type'] ?? 'append';
  if (kind === 'append' && target === undefined) all.push(...(elements as CardElement[]));
  else {
    const { siblings, index, element } = requireElement(json, String(target));
    if (kind === 'append') {
      const children = (element['elements'] ??= []) as CardElement[];
      children.push(...(elements as CardElement[]));
    } else siblings.splice(kind === 'insert_before' ? index : index + 1, 0, ...(elements as CardElement[]));
  }
  const problem = elementIdProblem(json);
  if (problem) throw cardFailures.duplicateElement(problem);
}
