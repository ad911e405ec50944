/** What the bytes of a reply are, and their text. Pure. */

export type BodyKind = 'page' | 'text' | 'binary';

const sniffBytes = 2_048;

/** By the type that the server says, or by the look of it when it says nothing useful. */
export function kindOf(contentType: string, bytes: Buffer): BodyKind {
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  const beginning = bytes.subarray(0, sniffBytes);
  if (type === 'text/html' || type === 'application/xhtml+xml') return 'page';
  if (type.startsWith('text/') || /[/+](json|xml|yaml|javascript|ndjson|toml|x-sh)$/.test(type))
    return beginning.includes(0) && !/utf-16/i.test(contentType) ? 'binary' : 'text';
  if (type !== '' && type !== 'application/octet-stream') return 'binary';
  if (beginning.includes(0) || beginning.subarray(0, 5).toString('latin1') === '%PDF-') return 'binary';
  return /^\s*<(!doctype html|html|head|body)\b/i.test(beginning.toString('latin1')) ? 'page' : 'text';
}

/** By its byte order mark, its header, or what the page says of itself; else UTF-8. */
export function decodeBody(contentType: string, bytes: Buffer): string {
  const beginning = bytes.subarray(0, sniffBytes).toString('latin1');
  const marked = /^(?:\xef\xbb\xbf)/.test(beginning)
    ? 'utf-8'
    : /^\xff\xfe/.test(beginning)
      ? 'utf-16le'
      : /^\xfe\xff/.test(beginning)
        ? 'utf-16be'
        : undefined;
  const named =
    marked ??
    /charset\s*=\s*["']?([\w-]+)/i.exec(contentType)?.[1] ??
    /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(beginning)?.[1] ??
    /^<\?xml[^>]+encoding\s*=\s*["']([\w-]+)/i.exec(beginning)?.[1] ??
    'utf-8';
  // pages that say gb2312 use characters that only gb18030 has
  const label = /^(gb2312|gbk|x-gbk|gb_2312-80)$/i.test(named) ? 'gb18030' : named;
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
