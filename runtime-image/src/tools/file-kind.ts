/** What a file is to a chat, by its ending. Pure. */
import type { OutgoingFile } from '../channels/channel.ts';

const kinds: Record<string, [OutgoingFile['kind'], string]> = {
  png: ['image', 'image/png'],
  jpg: ['image', 'image/jpeg'],
  jpeg: ['image', 'image/jpeg'],
  gif: ['image', 'image/gif'],
  webp: ['image', 'image/webp'],
  bmp: ['image', 'image/bmp'],
  ogg: ['audio', 'audio/ogg'],
  opus: ['audio', 'audio/ogg'],
  mp3: ['audio', 'audio/mpeg'],
  wav: ['audio', 'audio/wav'],
  m4a: ['audio', 'audio/mp4'],
  amr: ['audio', 'audio/amr'],
  mp4: ['video', 'video/mp4'],
  mov: ['video', 'video/quicktime'],
  pdf: ['file', 'application/pdf'],
  txt: ['file', 'text/plain'],
  md: ['file', 'text/markdown'],
  csv: ['file', 'text/csv'],
  html: ['file', 'text/html'],
  json: ['file', 'application/json'],
  zip: ['file', 'application/zip'],
};

export function kindOfFile(name: string): Pick<OutgoingFile, 'kind' | 'mimeType'> {
  const ending = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const [kind, mimeType] = kinds[ending] ?? ['file', 'application/octet-stream'];
  return { kind, mimeType };
}
