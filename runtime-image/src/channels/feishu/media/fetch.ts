/** What came with a message: bytes, name and type as the platform tells them. */
import {
  ChannelRefusal,
  type Attachment,
  type FetchedAttachment,
  type InboundMessage,
} from '../../channel.ts';
import { FeishuApiError, isGoneMessage, isMissingScope } from '../api-error.ts';
import type { FeishuClient } from '../client.ts';
import { explain, type Reader } from '../explain.ts';
import { failureOf } from '../failure.ts';
import { TooLong } from '../wire.ts';
import { parseResourceRef } from '../normalize/resource-ref.ts';

export type FetchRoom = { client: FeishuClient; reader: Reader; bytesMax: number };

export async function fetchAttachment(
  { client, reader, bytesMax }: FetchRoom,
  message: InboundMessage,
  attachment: Attachment,
  limits: { bytesMax: number; signal: AbortSignal },
): Promise<FetchedAttachment> {
  const text = reader.locale === 'zh' ? zh : en;
  const ref = parseResourceRef(attachment.ref);
  if (ref === null) throw new ChannelRefusal(text.unknown);
  const max = Math.min(limits.bytesMax, bytesMax);
  const path = `/im/v1/messages/${ref.messageId ?? message.messageId}/resources/${ref.key}?type=${ref.type}`;
  try {
    const { bytes, headers } = await client.download(path, { bytesMax: max, signal: limits.signal });
    return {
      name: attachment.name || nameIn(headers['content-disposition']),
      mimeType: attachment.mimeType || (headers['content-type'] ?? '').split(';')[0]!.trim(),
      bytes,
    };
  } catch (error) {
    limits.signal.throwIfAborted();
    if (error instanceof TooLong) throw new ChannelRefusal(text.tooLarge(max));
    if (isGoneMessage(error)) throw new ChannelRefusal(text.gone);
    if (isMissingScope(error)) throw new ChannelRefusal(explain(failureOf(error), reader));
    if (error instanceof FeishuApiError) throw new ChannelRefusal(text.refused(error.code));
    throw error;
  }
}

const megabytes = (bytes: number): string => `${Math.round((bytes / 1024 / 1024) * 10) / 10} MB`;

const zh = {
  unknown: '这个附件无法下载，请重新发送。',
  tooLarge: (max: number) => `文件超过 ${megabytes(max)}，没有下载。`,
  gone: '消息已撤回，附件无法下载。',
  refused: (code: number) => `飞书不提供这个附件（错误 ${code}），请重新发送。`,
};
const en: typeof zh = {
  unknown: 'This attachment cannot be fetched; send it again.',
  tooLarge: (max) => `The file is larger than ${megabytes(max)} and was not fetched.`,
  gone: 'The message was withdrawn, its attachment cannot be fetched.',
  refused: (code) => `The platform does not give this attachment (error ${code}); send it again.`,
};

/** `attachment; filename*=UTF-8''…` or `filename="…"`; empty when it names none. */
function nameIn(disposition: string | undefined): string {
  const coded = /filename\*=(?:UTF-8|utf-8)''([^;]+)/.exec(disposition ?? '')?.[1];
  if (coded !== undefined) {
    try {
      return decodeURIComponent(coded);
    } catch {
      return '';
    }
  }
  return /filename="([^"]*)"/.exec(disposition ?? '')?.[1] ?? '';
}
