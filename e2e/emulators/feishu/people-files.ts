import type { Resource } from './entities.ts';
import { newId } from './ids.ts';
import { imageType } from './picture-type.ts';
import type { FeishuState } from './state.ts';

export interface PersonsFile {
  name: string;
  bytes: Buffer;
  /** voice is recorded in the app and has no name; everything else is told by bytes and ending */
  as?: 'voice';
}

const contentTypes: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  json: 'application/json',
};

/** Keeps a person's file and gives the message that carries it: picture, voice, video or file. */
export function messageWithFile(
  state: FeishuState,
  { name, bytes, as }: PersonsFile,
): { msgType: string; content: Record<string, unknown> } {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const picture = imageType(bytes);
  const keep = (type: Resource['type'], contentType: string): string => {
    const key = type === 'image' ? newId.image() : newId.file();
    state.resources.set(key, { key, type, name, contentType, bytes });
    return key;
  };
  if (as === 'voice')
    return { msgType: 'audio', content: { file_key: keep('file', 'audio/ogg'), duration: 2000 } };
  if (picture) return { msgType: 'image', content: { image_key: keep('image', picture) } };
  const fileKey = keep('file', contentTypes[ending] ?? 'application/octet-stream');
  if (ending !== 'mp4') return { msgType: 'file', content: { file_key: fileKey, file_name: name } };
  return { msgType: 'media', content: { file_key: fileKey, file_name: name, duration: 3000, image_key: '' } };
}
