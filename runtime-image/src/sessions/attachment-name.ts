/** Names and words for what comes with a message. Pure. */
import { hash } from 'node:crypto';
import type { Attachment } from '../channels/channel.ts';

const nameCharsMax = 80;
/** the end of a longer name is looked at, where the ending is */
const workedCharsMax = 400;

const endings: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'audio/ogg': '.ogg',
  'audio/mpeg': '.mp3',
  'audio/amr': '.amr',
  'audio/mp4': '.m4a',
  'video/mp4': '.mp4',
  'application/pdf': '.pdf',
  'text/plain': '.txt',
};

/**
 * The same place for the same message, so that a second try after a crash overwrites the first; nothing in it leads elsewhere or hides.
 * @param day `YYYY-MM-DD`
 */
export function inboxPath(
  day: string,
  messageId: string,
  index: number,
  file: Pick<Attachment, 'kind' | 'name' | 'mimeType'>,
): string {
  const mark = hash('sha256', `${messageId}\n${index}`, 'hex').slice(0, 6);
  return `inbox/${day}/${mark}-${cleanName(file)}`;
}

function cleanName({ kind, name, mimeType }: Pick<Attachment, 'kind' | 'name' | 'mimeType'>): string {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const clean = base
    .slice(-workedCharsMax)
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}:*?"<>|[\]`$]/gu, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(clean)?.[0] ?? '';
  const stem = clean.slice(0, clean.length - ending.length);
  const wanted = ending || endings[mimeType.split(';')[0]?.trim() ?? ''] || '';
  return `${cut(stem, nameCharsMax - wanted.length) || kind}${wanted}`;
}

/** File systems count bytes: a Chinese character is three. */
function cut(text: string, charactersMax: number): string {
  let short = text.slice(0, charactersMax).toWellFormed();
  while (Buffer.byteLength(short) > 200) short = [...short].slice(0, -1).join('');
  return short.trim();
}

export function sizeInWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
