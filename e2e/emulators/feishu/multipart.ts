/** One part of a form. */
export interface Part {
  name: string;
  filename: string | undefined;
  contentType: string;
  bytes: Buffer;
}

/**
 * Splits a multipart body into its parts, as bytes. Needed because the SDK sends files without a filename, and
 * the standard form parser turns such parts into text. Undefined when the body is no multipart form.
 */
export function parseMultipart(contentType: string, body: Buffer): Map<string, Part> | undefined {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (!boundary) return undefined;
  const delimiter = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`);
  const padded = Buffer.concat([Buffer.from('\r\n'), body]);
  const parts = new Map<string, Part>();
  let start = padded.indexOf(delimiter);
  while (start >= 0) {
    const from = start + delimiter.length;
    if (padded.toString('latin1', from, from + 2) === '--') return parts;
    const end = padded.indexOf(delimiter, from);
    if (end < 0) return undefined;
    const part = parsePart(padded.subarray(from + 2, end));
    if (part) parts.set(part.name, part);
    start = end;
  }
  return undefined;
}

function parsePart(raw: Buffer): Part | undefined {
  const gap = raw.indexOf('\r\n\r\n');
  if (gap < 0) return undefined;
  const headers = raw.toString('utf8', 0, gap);
  const name = /[;\s]name="([^"]*)"/i.exec(headers)?.[1];
  if (name === undefined) return undefined;
  return {
    name,
    filename: /filename="([^"]*)"/i.exec(headers)?.[1],
    contentType: /^content-type:\s*(.+)$/im.exec(headers)?.[1]?.trim() ?? 'text/plain',
    bytes: raw.subarray(gap + 4),
  };
}
