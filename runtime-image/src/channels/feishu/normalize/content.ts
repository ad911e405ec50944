/** Feishu's message content → the text the assistant reads, and what can be fetched. Other content becomes a placeholder. */
import * as z from 'zod/mini';
import type { Attachment } from '../../channel.ts';
import { resourceRef } from './resource-ref.ts';
import { describeContent } from './described.ts';
import { placeholder, type Locale } from './placeholder.ts';
import { readPost } from './post.ts';

export type Content = {
  text: string;
  attachments: Attachment[];
  /** the platform tells the rest when it is asked for the message */
  incomplete: boolean;
};

const TextContent = z.object({ text: z.string() });
const key = z.optional(z.string());
const MediaContent = z.object({
  image_key: key,
  file_key: key,
  file_name: z.catch(z.string(), ''),
  duration: z.catch(z.nullable(z.number()), null),
});

/** `content` is the JSON text of the event. Mentions stay as their keys (`@_user_1`). */
export function readContent(messageType: string, content: string, locale: Locale): Content {
  const value = parseJson(content);
  const plain = (text: string, attachments: Attachment[] = []): Content => ({
    text,
    attachments,
    incomplete: false,
  });
  switch (messageType) {
    case 'text':
      return plain(TextContent.safeParse(value).data?.text ?? '');
    case 'post': {
      const post = readPost(value, locale);
      return post === null ? plain(placeholder('empty', locale)) : { ...post, incomplete: false };
    }
    case 'image':
    case 'file':
    case 'audio':
    case 'media':
      return readMedia(messageType, value, locale);
    case 'merge_forward':
      return { ...plain(placeholder('merge_forward', locale)), incomplete: true };
    default:
      return plain(placeholder(messageType, locale, describeContent(messageType, value, locale)));
  }
}

const kinds = { image: 'image', file: 'file', audio: 'audio', media: 'video' } as const;

function readMedia(type: keyof typeof kinds, value: unknown, locale: Locale): Content {
  const { data } = MediaContent.safeParse(value);
  const name = data?.file_name ?? '';
  const seconds = data?.duration ? Math.max(1, Math.round(data.duration / 1000)) : null;
  const told = name || (type === 'audio' && seconds !== null ? `${seconds} s` : '');
  const fetchedBy = type === 'image' ? data?.image_key : data?.file_key;
  const mimeType = type === 'audio' ? 'audio/ogg' : '';
  const ref = fetchedBy && resourceRef(type === 'image' ? 'image' : 'file', fetchedBy);
  return {
    text: placeholder(type, locale, told),
    attachments: ref ? [{ kind: kinds[type], name, mimeType, bytes: null, ref }] : [],
    incomplete: false,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
