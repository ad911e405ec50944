/** Rich text: its words, and the pictures and videos inside. */
import * as z from 'zod/mini';
import type { Attachment } from '../../channel.ts';
import { resourceRef } from './resource-ref.ts';
import { placeholder, type Locale } from './placeholder.ts';

const Element = z.looseObject({ tag: z.string() });
const Body = z.object({ title: z.catch(z.string(), ''), content: z.array(z.array(Element)) });
type Element = z.infer<typeof Element>;

/** Null when it is no post: the body itself is taken, or wrapped by its language (`{"zh_cn": {...}}`). */
export function readPost(value: unknown, locale: Locale): { text: string; attachments: Attachment[] } | null {
  const body = bodyOf(value);
  if (body === null) return null;
  const lines = body.content.map((paragraph) => paragraph.map((each) => elementText(each, locale)).join(''));
  return {
    text: [...(body.title ? [body.title] : []), ...lines].join('\n'),
    attachments: body.content.flat().flatMap(attachmentOf),
  };
}

function bodyOf(value: unknown): z.infer<typeof Body> | null {
  const direct = Body.safeParse(value);
  if (direct.success) return direct.data;
  const wrapped = z.record(z.string(), z.unknown()).safeParse(value);
  for (const each of Object.values(wrapped.data ?? {})) {
    const inner = Body.safeParse(each);
    if (inner.success) return inner.data;
  }
  return null;
}

const field = (element: Element, name: string): string =>
  typeof element[name] === 'string' ? element[name] : '';

function attachmentOf(element: Element): Attachment[] {
  const rest = { name: field(element, 'file_name'), mimeType: '', bytes: null };
  const [image, file] = [field(element, 'image_key'), field(element, 'file_key')];
  if (element.tag === 'img' && image) return [{ kind: 'image', ref: resourceRef('image', image), ...rest }];
  if (element.tag === 'media' && file) return [{ kind: 'video', ref: resourceRef('file', file), ...rest }];
  return [];
}

function elementText(element: Element, locale: Locale): string {
  const text = field(element, 'text');
  switch (element.tag) {
    case 'text':
    case 'md':
      return text;
    case 'a': {
      const href = field(element, 'href');
      return !href || text === href ? text || href : text ? `[${text}](${href})` : href;
    }
    case 'at':
      return field(element, 'user_id') || `@${field(element, 'user_name')}`;
    case 'img':
      return placeholder('image', locale);
    case 'media':
      return placeholder('media', locale, field(element, 'file_name'));
    case 'emotion':
      return `[${field(element, 'emoji_type')}]`;
    case 'code_block':
      return `\n\`\`\`${field(element, 'language').toLowerCase()}\n${text.replace(/\n$/, '')}\n\`\`\`\n`;
    case 'hr':
      return '---';
    default:
      return text;
  }
}
