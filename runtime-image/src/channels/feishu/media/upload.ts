/** A file of ours → a message that shows it. */
import * as z from 'zod/mini';
import type { OutgoingFile } from '../../channel.ts';
import type { FeishuClient } from '../client.ts';
import type { Outgoing } from '../render.ts';
import { mp4DurationMs, oggDurationMs } from './duration.ts';
import { encodeForm } from './multipart.ts';
import { fileName, type OutgoingForm } from './outgoing-form.ts';

const ImageAnswer = z.object({ data: z.object({ image_key: z.string() }) });
const FileAnswer = z.object({ data: z.object({ file_key: z.string() }) });

type Sendable = Exclude<OutgoingForm, { kind: 'refused' }>;

/** Rejects as the calls of the client do. A repeated upload is another resource; the message is sent once all the same. */
export async function uploadFile(
  client: FeishuClient,
  file: OutgoingFile,
  form: Sendable,
): Promise<Outgoing> {
  const { bytes, mimeType } = file;
  const name = fileName(file.name);
  if (form.kind === 'image') {
    const { data } = await client.call({
      method: 'POST',
      path: '/im/v1/images',
      answer: ImageAnswer,
      patienceMs: client.deliverMs,
      form: encodeForm({ image_type: 'message' }, { field: 'image', name, mimeType, bytes }),
    });
    return { type: 'image', content: JSON.stringify({ image_key: data.image_key }) };
  }
  const durationMs =
    form.kind === 'audio' ? oggDurationMs(bytes) : form.kind === 'video' ? mp4DurationMs(bytes) : null;
  const fields = {
    file_type: form.fileType,
    file_name: name,
    ...(durationMs !== null && { duration: String(durationMs) }),
  };
  const { data } = await client.call({
    method: 'POST',
    path: '/im/v1/files',
    answer: FileAnswer,
    patienceMs: client.deliverMs,
    form: encodeForm(fields, { field: 'file', name, mimeType, bytes }),
  });
  const type = ({ audio: 'audio', video: 'media', file: 'file' } as const)[form.kind];
  return { type, content: JSON.stringify({ file_key: data.file_key }) };
}
