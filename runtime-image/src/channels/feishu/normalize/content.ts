/** Feishu's message content → the text the assistant reads. Unsupported content becomes a placeholder that names its kind. */
import * as z from 'zod/mini';

export type Locale = 'zh' | 'en';

const placeholders: Record<string, { zh: string; en: string }> = {
  image: { zh: '图片', en: 'image' },
  file: { zh: '文件', en: 'file' },
  folder: { zh: '文件夹', en: 'folder' },
  audio: { zh: '语音', en: 'voice message' },
  media: { zh: '视频', en: 'video' },
  sticker: { zh: '表情', en: 'sticker' },
  interactive: { zh: '卡片', en: 'card' },
  share_chat: { zh: '群名片', en: 'shared group' },
  share_user: { zh: '个人名片', en: 'shared contact' },
  merge_forward: { zh: '合并转发的消息', en: 'forwarded messages' },
  location: { zh: '位置', en: 'location' },
  todo: { zh: '任务', en: 'task' },
  vote: { zh: '投票', en: 'poll' },
  hongbao: { zh: '红包', en: 'red packet' },
  video_chat: { zh: '视频会议', en: 'video meeting' },
  calendar: { zh: '日程', en: 'calendar event' },
  share_calendar_event: { zh: '日程', en: 'calendar event' },
  general_calendar: { zh: '日程', en: 'calendar event' },
  system: { zh: '系统消息', en: 'system message' },
  empty: { zh: '空消息', en: 'empty message' },
};

/** `[图片]`, `[file: a.pdf]` */
export function placeholder(kind: string, locale: Locale, name?: string): string {
  const word =
    placeholders[kind]?.[locale] ?? (locale === 'zh' ? `不支持的消息：${kind}` : `unsupported: ${kind}`);
  return name ? `[${word}${locale === 'zh' ? '：' : ': '}${name}]` : `[${word}]`;
}

const TextContent = z.object({ text: z.string() });
const NamedContent = z.object({ file_name: z.optional(z.string()), name: z.optional(z.string()) });
const PostElement = z.looseObject({ tag: z.string() });
const PostBody = z.object({ title: z.catch(z.string(), ''), content: z.array(z.array(PostElement)) });

/** `content` is the JSON text of the event. Mentions stay as their keys (`@_user_1`). */
export function contentText(messageType: string, content: string, locale: Locale): string {
  const value = parseJson(content);
  if (messageType === 'text') return TextContent.safeParse(value).data?.text ?? '';
  if (messageType === 'post') {
    const post = postBody(value);
    return post ? postText(post, locale) : placeholder('empty', locale);
  }
  const named = NamedContent.safeParse(value).data;
  return placeholder(messageType, locale, named?.file_name ?? named?.name);
}

/** The body itself, or wrapped by its language (`{"zh_cn": {...}}`). */
function postBody(value: unknown): z.infer<typeof PostBody> | null {
  const direct = PostBody.safeParse(value);
  if (direct.success) return direct.data;
  const wrapped = z.record(z.string(), z.unknown()).safeParse(value);
  for (const each of Object.values(wrapped.data ?? {})) {
    const inner = PostBody.safeParse(each);
    if (inner.success) return inner.data;
  }
  return null;
}

function postText({ title, content }: z.infer<typeof PostBody>, locale: Locale): string {
  const lines = content.map((paragraph) => paragraph.map((each) => elementText(each, locale)).join(''));
  return [...(title ? [title] : []), ...lines].join('\n');
}

function elementText(element: z.infer<typeof PostElement>, locale: Locale): string {
  const field = (name: string) => (typeof element[name] === 'string' ? element[name] : '');
  switch (element.tag) {
    case 'text':
    case 'md':
      return field('text');
    case 'a': {
      const [text, href] = [field('text'), field('href')];
      return !href || text === href ? text || href : text ? `[${text}](${href})` : href;
    }
    case 'at':
      return field('user_id') || `@${field('user_name')}`;
    case 'img':
      return placeholder('image', locale);
    case 'media':
      return placeholder('media', locale);
    case 'emotion':
      return `[${field('emoji_type')}]`;
    case 'code_block':
      return `\n\`\`\`${field('language').toLowerCase()}\n${field('text').replace(/\n$/, '')}\n\`\`\`\n`;
    case 'hr':
      return '---';
    default:
      return field('text');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
