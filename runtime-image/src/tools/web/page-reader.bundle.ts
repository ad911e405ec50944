/**
 * `dist/page-reader.cjs`, run in a thread of its own for one page: a document object model, what finds the article of a page, and what
 * writes it as Markdown. Pages are anybody's, and some take these packages seconds or all their memory.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import TurndownService from 'turndown';

export type PageText = { title: string; text: string };

const unread =
  'title, script, style, noscript, template, iframe, object, svg, canvas, img, picture, video, audio';
const aroundText = 'nav, footer, aside, form, button';

export function readPage(html: string, url: string): PageText {
  // a page without its frame keeps its title where the words are
  const title = (/<title[^>]*>([^<]*)/i.exec(html)?.[1] ?? '').trim();
  const { document } = parseHTML(html.includes('<html') ? html : `<html><body>${html}</body></html>`);
  for (const element of document.querySelectorAll(unread)) element.remove();
  for (const link of document.querySelectorAll('a[href]')) {
    const href = link.getAttribute('href') ?? '';
    if (href.startsWith('#') || !URL.canParse(href, url)) link.removeAttribute('href');
    else link.setAttribute('href', new URL(href, url).href);
  }
  const turndown = new TurndownService({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    bulletListMarker: '-',
  });
  const write = (part: string): string =>
    turndown.turndown(parseHTML(`<html><body>${part}</body></html>`).document.body as never);
  const whole = document.body.cloneNode(true);
  const article = new Readability(document as never).parse();
  let text = article?.content ? write(article.content) : '';
  if (text.length < 200) {
    for (const element of whole.querySelectorAll(aroundText)) element.remove();
    const rest = write(whole.innerHTML);
    if (rest.length > text.length * 2) text = rest;
  }
  return { title: title || article?.title?.trim() || '', text: text.replace(/\n{3,}/g, '\n\n').trim() };
}

if (parentPort !== null && workerData !== null) {
  const { html, url } = workerData as { html: string; url: string };
  parentPort.postMessage(readPage(html, url));
}
