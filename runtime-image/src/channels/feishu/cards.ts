/** The CardKit calls of Feishu's open API. `sequence` grows strictly over all changes of one card, starting from 1. */
import * as z from 'zod/mini';
import type { FeishuClient } from './client.ts';
import type { Card } from './render.ts';

export type CardChange = { cardId: string; sequence: number; patienceMs: number };

const CardAnswer = z.object({ data: z.object({ card_id: z.string() }) });
const Done = z.object({});

/** Resolves to the card's id; nobody sees the card before a message with this id is sent. */
export async function createCard(client: FeishuClient, card: Card): Promise<string> {
  const { data } = await client.call({
    method: 'POST',
    path: '/cardkit/v1/cards',
    body: { type: 'card_json', data: JSON.stringify(card) },
    answer: CardAnswer,
  });
  return data.card_id;
}

/** `content` is the whole text so far. */
export async function streamContent(
  client: FeishuClient,
  change: CardChange & { elementId: string; content: string },
): Promise<void> {
  const { cardId, elementId, content, sequence, patienceMs } = change;
  const path = `${cardPath(cardId)}/elements/${elementId}/content`;
  await client.call({ method: 'PUT', path, body: { content, sequence }, answer: Done, patienceMs });
}

export async function setStreaming(
  client: FeishuClient,
  change: CardChange & { streaming: boolean; summary?: string },
): Promise<void> {
  const { cardId, streaming, summary, sequence, patienceMs } = change;
  const config = {
    streaming_mode: streaming,
    ...(summary !== undefined && { summary: { content: summary } }),
  };
  const body = { settings: JSON.stringify({ config }), sequence };
  await client.call({
    method: 'PATCH',
    path: `${cardPath(cardId)}/settings`,
    body,
    answer: Done,
    patienceMs,
  });
}

/** Works whether or not the card is streaming. */
export async function replaceCard(client: FeishuClient, change: CardChange & { card: Card }): Promise<void> {
  const { cardId, card, sequence, patienceMs } = change;
  const body = { card: { type: 'card_json', data: JSON.stringify(card) }, sequence };
  await client.call({ method: 'PUT', path: cardPath(cardId), body, answer: Done, patienceMs });
}

const cardPath = (cardId: string) => `/cardkit/v1/cards/${encodeURIComponent(cardId)}`;
