/** The assistant's answer → Feishu's messages and cards. */
import { hasMarkdown, summarize } from '../markdown/signs.ts';
import { countCharacters, countJsonBytes, split } from '../markdown/split.ts';
import { neutralizeMentions, toCardMarkdown } from './render/markdown.ts';

/** `content` is JSON as text: an object there is refused with 230001. */
export type Outgoing = {
  type: 'text' | 'interactive' | 'image' | 'file' | 'audio' | 'media';
  content: string;
};

/** One message of an answer and the Markdown it was made from. */
export type AnswerPart = { text: string; message: Outgoing };

export type Card = {
  schema: '2.0';
  config: Record<string, unknown>;
  body: { elements: [{ tag: 'markdown'; element_id: string; content: string }] };
};

/** The one element of our cards. */
export const elementId = 'stream_md';

/** The platform allows 30 KB for a card's JSON; the frame around the text takes less than the difference. */
const cardBytesMax = 28_000;
const textCharactersMax = 3500;

/** A finished answer that was not shown growing: one plain text, or a card for each 28,000 bytes. */
export function renderAnswer(text: string, charactersMax = textCharactersMax): AnswerPart[] {
  if (!hasMarkdown(text) && text.length <= charactersMax) return [{ text, message: renderText(text) }];
  return renderCards(text);
}

export const renderCards = (text: string): AnswerPart[] =>
  splitForCards(text).map((part) => ({ text: part, message: renderCardMessage(part) }));

export const splitForCards = (text: string, bytesMax = cardBytesMax): string[] =>
  split(text, bytesMax, countJsonBytes);

/** The answer without any card, the last resort: pieces of 3,500 characters. */
export const renderPieces = (text: string, charactersMax = textCharactersMax): Outgoing[] =>
  split(text, charactersMax, countCharacters).map((piece) => renderText(piece));

export const renderText = (text: string): Outgoing => ({
  type: 'text',
  content: JSON.stringify({ text: neutralizeMentions(text) }),
});

export const renderCardMessage = (part: string): Outgoing => ({
  type: 'interactive',
  content: JSON.stringify(renderCard(part)),
});

/** A message that shows a card made by CardKit; the wrapper around the id is needed. */
export const renderCardReference = (cardId: string): Outgoing => ({
  type: 'interactive',
  content: JSON.stringify({ type: 'card', data: { card_id: cardId } }),
});

/** A finished card. `update_multi` lets it be changed later. */
export const renderCard = (part: string): Card => ({
  schema: '2.0',
  config: { update_multi: true, streaming_mode: false, summary: { content: summarize(part) } },
  body: { elements: [{ tag: 'markdown', element_id: elementId, content: toCardMarkdown(part) }] },
});

/** A card whose text still grows. The chat list shows `summary` until the card is closed. */
export const renderGrowingCard = (part: string, summary: string): Card => ({
  schema: '2.0',
  config: {
    update_multi: true,
    streaming_mode: true,
    summary: { content: summary },
    streaming_config: {
      print_frequency_ms: { default: 70 },
      print_step: { default: 2 },
      print_strategy: 'fast',
    },
  },
  body: { elements: [{ tag: 'markdown', element_id: elementId, content: toCardMarkdown(part) }] },
});
