import { html } from 'hono/html';
import type { Html } from '../../core/page.ts';
import type { CardElement, CardJson } from '../card-tree.ts';
import { elementsOf } from '../card-tree.ts';
import { markdown } from './markdown.ts';

type NameOf = (openId: string) => string;

/** A card as the phone shows it. Buttons carry their position among the card's buttons. */
export function cardView(card: CardJson, nameOf: NameOf, isStreaming: boolean): Html {
  const header = card['header'] as { title?: CardElement; template?: unknown } | undefined;
  const body = card['body'] as { elements?: unknown } | undefined;
  const buttons = buttonsOf(card);
  const title = textIn(header?.title);
  return html`<div class="card" ${isStreaming ? html`aria-busy="true"` : ''}>
    ${title ? html`<h3>${title}</h3>` : ''} ${list(body?.elements ?? card['elements'], nameOf, buttons)}
    ${isStreaming ? html`<span class="caret" role="img" aria-label="正在生成 Generating"></span>` : ''}
  </div>`;
}

/** The card's buttons in reading order. */
export const buttonsOf = (card: CardJson): CardElement[] =>
  [...elementsOf(card)].map(({ element }) => element).filter((element) => element['tag'] === 'button');

/** What pressing a button sends: the callback's value of schema 2.0, or the older `value`. */
export function valueOf(button: CardElement): Record<string, unknown> | undefined {
  const behaviors = (button['behaviors'] ?? []) as { type?: unknown; value?: unknown }[];
  const value = behaviors.find(({ type }) => type === 'callback')?.value ?? button['value'];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function list(elements: unknown, nameOf: NameOf, buttons: CardElement[]): Html[] {
  if (!Array.isArray(elements)) return [];
  return (elements as CardElement[]).map((element) => elementView(element, nameOf, buttons));
}

function elementView(element: CardElement, nameOf: NameOf, buttons: CardElement[]): Html {
  switch (element['tag']) {
    case 'markdown':
      return html`<div class="markdown">${markdown(String(element['content'] ?? ''), nameOf)}</div>`;
    case 'div':
      return textBlock(element['text'] as CardElement | undefined, nameOf);
    case 'plain_text':
    case 'lark_md':
      return textBlock(element, nameOf);
    case 'hr':
      return html`<hr />`;
    case 'img':
      return html`<img
        src="/phone/resources/${String(element['img_key'] ?? '')}"
        alt="${textIn(element['alt'] as CardElement)}"
      />`;
    case 'button':
      return html`<button
        type="button"
        class="button ${element['type'] === 'primary' ? 'first' : ''}"
        data-press="${buttons.indexOf(element)}"
      >
        ${textIn(element['text'] as CardElement)}
      </button>`;
    case 'table':
      return tableView(element);
    case 'column_set':
      return html`<div class="columns">${list(element['columns'], nameOf, buttons)}</div>`;
    case 'note':
      return html`<div class="note">${list(element['elements'], nameOf, buttons)}</div>`;
    case 'action':
      return html`<div class="columns">${list(element['actions'], nameOf, buttons)}</div>`;
    case 'column':
    case 'form':
    case 'interactive_container':
    case 'collapsible_panel':
      return html`<div>${list(element['elements'], nameOf, buttons)}</div>`;
    default:
      return html`<p class="note">[${String(element['tag'] ?? 'element')}]</p>`;
  }
}

function textBlock(text: CardElement | undefined, nameOf: NameOf): Html {
  if (text?.['tag'] === 'lark_md') {
    return html`<div class="markdown">${markdown(String(text['content'] ?? ''), nameOf)}</div>`;
  }
  return html`<p class="plain">${textIn(text)}</p>`;
}

function tableView(element: CardElement): Html {
  const columns = (element['columns'] ?? []) as { name?: string; display_name?: string }[];
  const rows = (element['rows'] ?? []) as Record<string, unknown>[];
  return html`<table>
    <thead>
      <tr>
        ${columns.map((column) => html`<th>${column.display_name ?? column.name ?? ''}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${columns.map((column) => html`<td>${String(row[column.name ?? ''] ?? '')}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const textIn = (text: CardElement | undefined): string => String(text?.['content'] ?? '');
