/** In which of the platform's forms a file goes out. Pure. */
import type { OutgoingFile } from '../../channel.ts';
import { isOgg } from './duration.ts';

export type OutgoingForm =
  | { kind: 'image' }
  | { kind: 'audio' | 'video' | 'file'; fileType: 'opus' | 'mp4' | 'pdf' | 'doc' | 'xls' | 'ppt' | 'stream' }
  | { kind: 'refused'; reason: 'empty' | 'too_large' };

export const imageBytesMax = 10 * 1024 * 1024;
export const fileBytesMax = 30 * 1024 * 1024;

const documents: Record<string, 'pdf' | 'doc' | 'xls' | 'ppt'> = {
  pdf: 'pdf',
  doc: 'doc',
  docx: 'doc',
  xls: 'xls',
  xlsx: 'xls',
  csv: 'xls',
  ppt: 'ppt',
  pptx: 'ppt',
};

/** What cannot be shown as picture, voice or video goes as a file: the bytes decide, not the name. */
export function outgoingForm({ kind, name, bytes }: OutgoingFile): OutgoingForm {
  if (bytes.byteLength === 0) return { kind: 'refused', reason: 'empty' };
  if (bytes.byteLength > fileBytesMax) return { kind: 'refused', reason: 'too_large' };
  if (kind === 'image' && bytes.byteLength <= imageBytesMax && isPicture(bytes)) return { kind: 'image' };
  if (kind === 'audio' && isOgg(bytes)) return { kind: 'audio', fileType: 'opus' };
  if (kind === 'video' && isMp4(bytes)) return { kind: 'video', fileType: 'mp4' };
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return { kind: 'file', fileType: documents[ending] ?? 'stream' };
}

const starts = ['\x89PNG', '\xff\xd8\xff', 'GIF8', 'BM', 'II*\0', 'MM\0*', '\0\0\x01\0'];

function isPicture(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return (
    starts.some((start) => head.startsWith(start)) || (head.startsWith('RIFF') && head.slice(8) === 'WEBP')
  );
}

const isMp4 = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(4, 8)).toString('latin1') === 'ftyp';

/** A name as the platform takes it: no folders, no control characters, at most 200 characters with its ending. */
export function fileName(name: string): string {
  const plain = (name.split(/[/\\]/).at(-1) ?? '')
    .replace(/[\u0000-\u001f\u007f]/g, '')
    .trim()
    .toWellFormed();
  if (plain.length <= 200) return plain || 'file';
  const ending = /\.[^.]{1,12}$/.exec(plain)?.[0] ?? '';
  return plain.slice(0, 200 - ending.length).toWellFormed() + ending;
}
