/** What a DingTalk message says → the text the assistant reads, and what can be fetched. Anything else becomes a placeholder. */
import * as z from 'zod/mini';
import type { Attachment } from '../../channel.ts';

export type Locale = 'zh' | 'en';
export type Content = { text: string; attachments: Attachment[] };

const words: Record<string, { zh: string; en: string }> = {
  picture: { zh: '图片', en: 'image' },
  audio: { zh: '语音', en: 'voice message' },
  video: { zh: '视频', en: 'video' },
  file: { zh: '文件', en: 'file' },
  empty: { zh: '空消息', en: 'empty message' },
};

/** `[图片]`, `[file: a.pdf]` */
export function placeholder(kind: string, locale: Locale, name = ''): string {
  const word = words[kind]?.[locale] ?? (locale === 'zh' ? `不支持的消息：${kind}` : `unsupported: ${kind}`);
  return name === '' ? `[${word}]` : `[${word}${locale === 'zh' ? '：' : ': '}${name}]`;
}

const text = z.catch(z.string(), '');
const Media = z.object({ downloadCode: text, pictureDownloadCode: text, fileName: text, recognition: text });
const RichText = z.object({
  richText: z.array(z.object({ text, type: text, downloadCode: text, pictureDownloadCode: text })),
});

/** `content` is what lies under `text`, `content` or the type's own name. */
export function readContent(type: string, content: unknown, locale: Locale): Content {
  switch (type) {
    case 'text':
      return { text: z.object({ content: text }).safeParse(content).data?.content ?? '', attachments: [] };
    case 'richText':
      return readRichText(content, locale);
    case 'picture':
    case 'audio':
    case 'video':
    case 'file':
      return readMedia(type, content, locale);
    default:
      return { text: placeholder(type.slice(0, 40), locale), attachments: [] };
  }
}

function readRichText(content: unknown, locale: Locale): Content {
  const parts = RichText.safeParse(content).data?.richText ?? [];
  const attachments: Attachment[] = [];
  const said = parts.map((part) => {
    if (part.type !== 'picture') return part.text;
    const ref = part.downloadCode || part.pictureDownloadCode;
    if (ref) attachments.push({ kind: 'image', name: '', mimeType: '', bytes: null, ref });
    return placeholder('picture', locale);
  });
  return { text: said.join(''), attachments };
}

const kinds = { picture: 'image', audio: 'audio', video: 'video', file: 'file' } as const;

function readMedia(type: keyof typeof kinds, content: unknown, locale: Locale): Content {
  const { data } = Media.safeParse(content);
  // the platform has understood what was said: nobody needs to listen to it again
  if (type === 'audio' && data?.recognition.trim()) return { text: data.recognition, attachments: [] };
  const name = (data?.fileName ?? '').slice(0, 200);
  const ref = data?.downloadCode || data?.pictureDownloadCode || '';
  return {
    text: placeholder(type, locale, name),
    attachments: ref ? [{ kind: kinds[type], name, mimeType: '', bytes: null, ref }] : [],
  };
}
