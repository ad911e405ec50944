/** Failures → one plain sentence for people. */
import type { Failure } from './failure.ts';

export type Reader = { locale: 'zh' | 'en'; platform: 'feishu' | 'lark' };

type Sentence = (name: string, failure: Failure) => string;

const sentences: Record<string, { zh: Sentence; en: Sentence }> = {
  invalid_app_id: {
    zh: () => 'App ID 的格式不正确：应为 cli_ 加 16 位十六进制字符。',
    en: () => 'The App ID has the wrong form: it is cli_ and 16 hexadecimal digits.',
  },
  wrong_secret: {
    zh: (name) => `App ID 与 App Secret 不匹配，请在${name}开放平台的“凭证与基础信息”中重新复制。`,
    en: (name) =>
      `App ID and App Secret do not match; copy them again from “Credentials & Basic Info” in the ${name} developer console.`,
  },
  unknown_app: {
    zh: (name) => `${name}不认识这个 App ID，请核对它，并确认应用建在${name}而不是另一个平台上。`,
    en: (name) => `${name} does not know this App ID; check it, and that the app was created on ${name}.`,
  },
  unreachable: {
    zh: (name) => `暂时连不上${name}，正在重试。`,
    en: (name) => `${name} cannot be reached at the moment; trying again.`,
  },
  connection_lost: {
    zh: (name) => `与${name}的连接断开了，正在重新连接。`,
    en: (name) => `The connection to ${name} was lost; connecting again.`,
  },
  busy: {
    zh: (name) => `${name}正忙，稍后会自动重试。`,
    en: (name) => `${name} is busy; it will be tried again.`,
  },
  forbidden: {
    zh: (name) => `${name}不允许这个应用使用长连接，请在“事件与回调”中选择“使用长连接接收事件”并发布应用。`,
    en: (name) =>
      `${name} does not allow this app a long connection; choose it under “Events & Callbacks” and publish the app.`,
  },
  too_many_connections: {
    zh: () => '这个应用的长连接数已达上限（50），请关闭其他使用同一应用的程序。',
    en: () => 'The app has reached its 50 connections; close other programs that use the same app.',
  },
  missing_scope: {
    zh: (_, { scopes, link }) =>
      `应用缺少权限${scopes.length ? `：${scopes.join('、')}（开通其一即可）` : ''}。${link ? `开通链接：${link}` : '请在“权限管理”中开通并发布应用。'}`,
    en: (_, { scopes, link }) =>
      `The app lacks a permission${scopes.length ? ` (one of ${scopes.join(', ')})` : ''}. ${link ? `Grant it at ${link}` : 'Grant it under “Permissions & Scopes” and publish the app.'}`,
  },
  outside_availability: {
    zh: () => '您不在应用的可用范围内，请在“版本管理与发布”中把自己加入可用范围并重新发布。',
    en: () =>
      'You are outside the app’s availability range; widen it to include yourself and publish the app again.',
  },
  bot_off: {
    zh: () => '应用没有开启机器人能力，请在“添加应用能力”中添加机器人并发布应用。',
    en: () => 'The app’s bot ability is off; add the bot under “Add Features” and publish the app.',
  },
  not_in_chat: {
    zh: () => '机器人不在这个群里，请先把它加进群。',
    en: () => 'The bot is not in this group; add it first.',
  },
  message_gone: {
    zh: () => '这条消息已被撤回或删除。',
    en: () => 'The message was withdrawn or deleted.',
  },
  too_long: {
    zh: (name) => `内容超过了${name}对一条消息的限制。`,
    en: (name) => `The content is longer than one message of ${name} may be.`,
  },
  wrong_parameter: {
    zh: (name, { message }) => `${name}不接受这个请求，多半是会话或用户的 ID 不对：${message}`,
    en: (name, { message }) =>
      `${name} does not take the request, most likely for a wrong id of a chat or person: ${message}`,
  },
  file_too_large: {
    zh: (name) => `文件超过了${name}的大小限制（图片 10 MB，文件 30 MB）。`,
    en: (name) => `The file is larger than ${name} takes (pictures 10 MB, files 30 MB).`,
  },
  file_empty: {
    zh: (name) => `${name}不接受空文件。`,
    en: (name) => `${name} does not take empty files.`,
  },
  no_picture: {
    zh: (name) => `${name}不认识这种图片格式。`,
    en: (name) => `${name} does not know this kind of picture.`,
  },
  no_such_chat: {
    zh: () => '这个会话已不存在。',
    en: () => 'The chat no longer exists.',
  },
  rate_limited: {
    zh: (name) => `${name}限制了发送频率，稍后会恢复。`,
    en: (name) => `${name} limits how often the bot may send; this passes.`,
  },
  quota_used_up: {
    zh: (name) => `企业本月的${name}接口调用额度已用完。`,
    en: (name) => `The organisation has used up its ${name} API calls of this month.`,
  },
  internal: {
    zh: () => '网关内部出错，详情见日志。',
    en: () => 'The gateway failed internally; the log has the details.',
  },
};

export function explain(failure: Failure, { locale, platform }: Reader): string {
  const name =
    locale === 'en'
      ? { feishu: 'Feishu', lark: 'Lark' }[platform]
      : { feishu: '飞书', lark: 'Lark' }[platform];
  const sentence = sentences[failure.code]?.[locale];
  if (sentence) return sentence(name, failure);
  return locale === 'zh'
    ? `${name}返回错误 ${failure.code}：${failure.message}`
    : `${name} answered with error ${failure.code}: ${failure.message}`;
}
