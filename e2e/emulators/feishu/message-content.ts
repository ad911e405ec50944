import { failures } from './answers.ts';
import type { Mention } from './entities.ts';

/** What a bot's message content turns out to be. Pure; throws the platform's failure for what it refuses. */
export type Content =
  | { kind: 'plain' }
  | { kind: 'resource'; keys: string[] }
  | { kind: 'card'; card: Record<string, unknown> }
  | { kind: 'card-entity'; cardId: string };

const bytesMax: Readonly<Record<string, number>> = { text: 150 * 1024 };
const otherBytesMax = 30 * 1024;
const markdownTablesMax = 3;

export function readContent(msgType: unknown, content: unknown): Content {
  if (typeof msgType !== 'string') throw failures.parameter('msg_type is required');
  if (typeof content !== 'string') throw failures.parameter('content is not a string in json format');
  const parsed = parseObject(content);
  if (!parsed) throw failures.parameter('content is not a string in json format');
  if (Buffer.byteLength(content) > (bytesMax[msgType] ?? otherBytesMax)) throw failures.contentTooLong();
  switch (msgType) {
    case 'text':
      if (typeof parsed['text'] !== 'string' || parsed['text'] === '')
        throw failures.parameter('text is empty');
      return { kind: 'plain' };
    case 'post':
      if (!isPost(parsed)) throw failures.parameter('post content is invalid');
      return { kind: 'plain' };
    case 'image':
      return { kind: 'resource', keys: [requireText(parsed, 'image_key')] };
    case 'file':
    case 'audio':
      return { kind: 'resource', keys: [requireText(parsed, 'file_key')] };
    case 'media':
      return { kind: 'resource', keys: [requireText(parsed, 'file_key')] };
    case 'interactive':
      return readCard(parsed);
    case 'sticker':
    case 'share_chat':
    case 'share_user':
      return { kind: 'plain' };
    default:
      throw failures.parameter('invalid msg_type');
  }
}

function readCard(parsed: Record<string, unknown>): Content {
  if (parsed['type'] === 'card') {
    const data = parsed['data'] as { card_id?: unknown } | undefined;
    if (typeof data?.card_id !== 'string') throw failures.cardContent(200621, 'card_id is missing');
    return { kind: 'card-entity', cardId: data.card_id };
  }
  if (parsed['type'] === 'template') return { kind: 'card', card: parsed };
  // A bare {"card_id": …} is taken for card JSON and is not one: the type/data wrapper is needed.
  const isCard = 'elements' in parsed || 'body' in parsed || 'i18n_elements' in parsed;
  if (!isCard)
    throw failures.cardContent(200621, 'parse card json err, please check whether the card json is correct');
  const tables = countTables(JSON.stringify(parsed));
  if (tables > markdownTablesMax) throw failures.cardContent(11310, 'card table number over limit');
  return { kind: 'card', card: parsed };
}

/** Markdown tables in a card's JSON text, by their delimiter rows. */
function countTables(json: string): number {
  return json.match(/\\n\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)+\|?/g)?.length ?? 0;
}

function isPost(parsed: Record<string, unknown>): boolean {
  const bodies = 'content' in parsed ? [parsed] : Object.values(parsed);
  return bodies.length > 0 && bodies.every((body) => Array.isArray((body as { content?: unknown })?.content));
}

function requireText(parsed: Record<string, unknown>, key: string): string {
  const value = parsed[key];
  if (typeof value !== 'string' || value === '') throw failures.parameter(`${key} is required`);
  return value;
}

export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A person's typed text: `@name` of a member becomes a placeholder with a mention, as clients do it. */
export function composeText(
  text: string,
  members: readonly { name: string; target: Mention['target'] }[],
): { content: string; mentions: Mention[] } {
  const mentions: Mention[] = [];
  let composed = text;
  const longestFirst = [...members].sort((a, b) => b.name.length - a.name.length);
  for (const { name, target } of longestFirst) {
    if (name === '' || !composed.includes(`@${name}`)) continue;
    const key = `@_user_${mentions.length + 1}`;
    composed = composed.replaceAll(`@${name}`, key);
    mentions.push({ key, target });
  }
  return { content: JSON.stringify({ text: composed }), mentions };
}
