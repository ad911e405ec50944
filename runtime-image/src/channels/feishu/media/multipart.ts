/** A form with one file, as the upload calls want it. */
import { randomBytes } from 'node:crypto';

export type FormFile = { field: string; name: string; mimeType: string; bytes: Uint8Array };

export function encodeForm(
  fields: Readonly<Record<string, string>>,
  file: FormFile,
): { contentType: string; pieces: Uint8Array[] } {
  const boundary = `----rockpool${randomBytes(16).toString('hex')}`;
  const part = (name: string, rest: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n`;
  const texts = Object.entries(fields).map(([name, value]) => `${part(name, '')}${value}\r\n`);
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(file.mimeType) ? file.mimeType : 'application/octet-stream';
  const head = part(file.field, `; filename="${quoted(file.name)}"\r\nContent-Type: ${type}`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    pieces: [Buffer.from(texts.join('') + head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)],
  };
}

/** As browsers write names: no quote and no end of line can break out. */
const quoted = (name: string): string =>
  name.replace(/[\r\n"]/g, (sign) => ({ '\r': '%0D', '\n': '%0A', '"': '%22' })[sign]!);
