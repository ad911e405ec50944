/** What stands in a text for content that is no text: its kind, and what can be told of it. */
export type Locale = 'zh' | 'en';

const words: Record<string, { zh: string; en: string }> = {
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
  withdrawn: { zh: '消息已撤回', en: 'message withdrawn' },
  empty: { zh: '空消息', en: 'empty message' },
};

/** `[图片]`, `[file: a.pdf]`; what is told is one line of at most 500 characters. */
export function placeholder(kind: string, locale: Locale, told?: string): string {
  const word = words[kind]?.[locale] ?? (locale === 'zh' ? `不支持的消息：${kind}` : `unsupported: ${kind}`);
  const line = told?.replace(/\s+/g, ' ').trim().slice(0, 500).toWellFormed();
  return line ? `[${word}${locale === 'zh' ? '：' : ': '}${line}]` : `[${word}]`;
}
