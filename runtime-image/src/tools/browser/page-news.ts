/** What happens on a page besides what was asked for: dialogs are answered, downloads are kept until somebody takes them. */
import type { Dialog, Download, Page } from './playwright.bundle.ts';

export type PageNews = {
  /** sentences, told with the next answer */
  said: string[];
  downloads: Download[];
  /** whether questions of the page are answered with OK */
  accept?: boolean;
};

const messageCharsMax = 300;

export function watchPage(page: Page, news: PageNews): void {
  page.on('dialog', (dialog) => void answer(dialog, news).catch(() => {}));
  page.on('download', (download) => void news.downloads.push(download));
  page.on(
    'crash',
    () => void news.said.push('The page broke, perhaps for want of memory, and was closed; navigate again.'),
  );
}

async function answer(dialog: Dialog, news: PageNews): Promise<void> {
  const kind = dialog.type();
  // leaving a page and reading a notice are no questions
  const accept = kind === 'alert' || kind === 'beforeunload' || news.accept === true;
  if (kind !== 'beforeunload') {
    const text = dialog.message().slice(0, messageCharsMax);
    const hint = accept
      ? 'It was answered with OK'
      : 'It was cancelled; repeat the action with accept to answer OK';
    news.said.push(kind === 'alert' ? `The page says: ${text}` : `The page asks: ${text} (${hint}.)`);
  }
  await (accept ? dialog.accept() : dialog.dismiss());
}
