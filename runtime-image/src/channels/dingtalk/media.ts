/** Files that came with messages, and files that go out. */
import { randomBytes } from 'node:crypto';
import { ChannelRefusal, type Attachment, type FetchedAttachment, type OutgoingFile } from '../channel.ts';
import { downloadUrl, type RobotMessage } from './calls.ts';
import type { DingtalkClient } from './client.ts';
import { TooLong } from './http.ts';
import { isFileAddress } from './normalize/address.ts';
import { oggDurationMs } from './render/ogg-duration.ts';

/** What the platform takes at most. */
const uploadBytesMax = { image: 20, voice: 2, file: 20 } as const;
const mebibyte = 1024 * 1024;

export async function fetchMedia(
  client: DingtalkClient,
  attachment: Attachment,
  { bytesMax, signal }: { bytesMax: number; signal: AbortSignal },
  locale: 'zh' | 'en',
): Promise<FetchedAttachment> {
  const url = await downloadUrl(client, attachment.ref);
  if (!isFileAddress(url, client.openUrl))
    throw new ChannelRefusal(
      locale === 'zh' ? '钉钉给出的下载地址不可信。' : 'DingTalk named an address that is not trusted.',
    );
  try {
    const { headers, body } = await client.download(url, bytesMax, signal);
    const mimeType = attachment.mimeType || (headers['content-type'] ?? '').split(';')[0]!.trim();
    return { name: attachment.name, mimeType, bytes: body };
  } catch (error) {
    if (!(error instanceof TooLong)) throw error;
    const mb = Math.floor(bytesMax / mebibyte);
    throw new ChannelRefusal(
      locale === 'zh'
        ? `文件超过 ${mb} MB，没有下载。`
        : `The file is larger than ${mb} MB and was not fetched.`,
    );
  }
}

/** Uploads and renders; images and Ogg voice as such, everything else as a file. */
export async function uploadFile(
  client: DingtalkClient,
  file: OutgoingFile,
  locale: 'zh' | 'en',
): Promise<RobotMessage> {
  const durationMs = file.kind === 'audio' ? oggDurationMs(file.bytes) : null;
  const type = uploadType(file, durationMs);
  if (file.bytes.length === 0 || file.bytes.length > uploadBytesMax[type] * mebibyte) {
    const mb = uploadBytesMax[type];
    throw new ChannelRefusal(
      locale === 'zh'
        ? `钉钉只接受不为空且不超过 ${mb} MB 的文件。`
        : `DingTalk takes files that are not empty and at most ${mb} MB.`,
    );
  }
  const name = fileName(file);
  const mediaId = await client.upload(type, multipart(name, file));
  if (type === 'image') return { key: 'sampleImageMsg', param: { photoURL: mediaId } };
  if (type === 'voice') return { key: 'sampleAudio', param: { mediaId, duration: String(durationMs) } };
  const fileType = name.includes('.') ? name.split('.').at(-1)!.toLowerCase() : 'bin';
  return { key: 'sampleFile', param: { mediaId, fileName: name, fileType } };
}

function uploadType({ kind, bytes }: OutgoingFile, durationMs: number | null): keyof typeof uploadBytesMax {
  if (kind === 'image') return 'image';
  const isVoice = durationMs !== null && bytes.length <= uploadBytesMax.voice * mebibyte;
  return isVoice ? 'voice' : 'file';
}

function fileName({ name, kind }: OutgoingFile): string {
  const safe = name.replace(/[\u0000-\u001f"\\/]/g, '_').slice(0, 200);
  return safe || (kind === 'image' ? 'image.png' : 'file.bin');
}

function multipart(name: string, file: OutgoingFile): { contentType: string; body: Uint8Array } {
  const boundary = `rockpool-${randomBytes(16).toString('hex')}`;
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(file.mimeType) ? file.mimeType : 'application/octet-stream';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { contentType: `multipart/form-data; boundary=${boundary}`, body };
}
