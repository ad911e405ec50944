import { readFile, stat } from 'node:fs/promises';
import { writeInside } from '../write-inside.ts';
import type { PageNews } from './page-news.ts';
import type { Download } from './playwright.bundle.ts';

const bytesMax = 20_000_000;
const waitMs = 20_000;

/** Moves what was downloaded into `downloads/` of the workspace; a sentence for each. */
export async function takeDownloads(news: PageNews, workspace: string): Promise<string[]> {
  const taken = news.downloads.splice(0);
  return Promise.all(taken.map((download) => take(download, workspace).catch(() => 'A download failed.')));
}

async function take(download: Download, workspace: string): Promise<string> {
  const name =
    download
      .suggestedFilename()
      .replace(/[^\p{L}\p{N}._ -]/gu, '_')
      .replace(/^\.+/, '')
      .slice(0, 100) || 'file';
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), waitMs);
  const failure = await Promise.race([download.failure(), late.promise]);
  clearTimeout(timer);
  try {
    if (failure === 'late') return `The download of ${name} took too long and was given up.`;
    if (failure !== null) return `The download of ${name} failed: ${failure}.`;
    const file = await download.path();
    const { size } = await stat(file);
    if (size > bytesMax) return `${name} has ${size} bytes, more than the ${bytesMax} that are kept.`;
    const place = `downloads/${name}`;
    const refusal = await writeInside(workspace, place, await readFile(file));
    return refusal ?? `Downloaded ${place} (${size} bytes).`;
  } finally {
    await (failure === 'late' ? download.cancel() : download.delete()).catch(() => {});
  }
}
