/** `dist/page-reader.cjs`: a document object model, what finds the article of a page, and what writes it as Markdown. */
export { Readability } from '@mozilla/readability';
export { parseHTML } from 'linkedom';
export { default as TurndownService } from 'turndown';
