/** Card JSON of schema 2.0 as a tree of elements. Pure. */
export type CardElement = Record<string, unknown>;
export type CardJson = Record<string, unknown>;

/** Elements in reading order, nested ones included, with the list that holds each. */
export function* elementsOf(
  card: CardJson,
): Generator<{ element: CardElement; siblings: CardElement[]; index: number }> {
  const body = card['body'] as { elements?: unknown } | undefined;
  yield* walk(body?.elements ?? card['elements']);
}

function* walk(list: unknown): Generator<{ element: CardElement; siblings: CardElement[]; index: number }> {
  if (!Array.isArray(list)) return;
  const siblings = list as CardElement[];
  for (const [index, element] of [...siblings.entries()]) {
    if (typeof element !== 'object' || element === null) continue;
    yield { element, siblings, index };
    for (const key of ['elements', 'columns', 'actions', 'children']) yield* walk(element[key]);
  }
}

export function findElement(
  card: CardJson,
  elementId: string,
): { element: CardElement; siblings: CardElement[]; index: number } | undefined {
  for (const found of elementsOf(card)) if (found.element['element_id'] === elementId) return found;
  return undefined;
}

const elementIdForm = /^[A-Za-z][A-Za-z0-9_]{0,19}$/;

/** Why the card's element ids are refused; undefined when all are well-formed and unique. */
export function elementIdProblem(card: CardJson): string | undefined {
  const seen = new Set<string>();
  for (const { element } of elementsOf(card)) {
    const id = element['element_id'];
    if (id === undefined) continue;
    if (typeof id !== 'string' || !elementIdForm.test(id)) return `element_id ${String(id)} is malformed`;
    if (seen.has(id)) return `element_id ${id} is a duplicate`;
    seen.add(id);
  }
  return undefined;
}

/** Sets the text of a markdown or plain-text element. False when the element holds no text. */
export function setElementText(element: CardElement, content: string): boolean {
  if (element['tag'] === 'markdown' || element['tag'] === 'plain_text') {
    element['content'] = content;
    return true;
  }
  const text = element['text'] as CardElement | undefined;
  if (typeof text !== 'object' || text === null) return false;
  text['content'] = content;
  return true;
}

/** `config.streaming_mode` of a card. */
export const isStreamingCard = (card: CardJson): boolean =>
  (card['config'] as { streaming_mode?: unknown } | undefined)?.streaming_mode === true;

/** The line a chat list shows for the card: its summary, else its title, else its first text. */
export function summaryOf(card: CardJson): string {
  const config = card['config'] as { summary?: { content?: unknown } } | undefined;
  const header = card['header'] as { title?: { content?: unknown } } | undefined;
  const stated = config?.summary?.content ?? header?.title?.content;
  if (typeof stated === 'string' && stated !== '') return stated;
  for (const { element } of elementsOf(card)) {
    if (typeof element['content'] === 'string' && element['content'] !== '') return element['content'];
  }
  return '';
}
