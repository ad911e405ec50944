/** Failures → one plain sentence for people. */
import type { Failure } from './failure.ts';

type Sentence = (failure: Failure) => string;

const sentences: Record<string, { zh: Sentence; en: Sentence }> = {
  wrong_secret: {
    zh: () => 'Client ID 与 Client Secret 不匹配，请在钉钉开放平台的“凭证与基础信息”中重新复制。',
    en: () =>
      'Client ID and Client Secret do not match; copy them again from “Credentials” in the DingTalk developer console.',
  },
  unreachable: {
    zh: () => '暂时连不上钉钉，正在重试。',
    en: () => 'DingTalk cannot be reached at the moment; trying again.',
  },
  connection_lost: {
    zh: () => '与钉钉的连接断开了，正在重新连接。',
    en: () => 'The connection to DingTalk was lost; connecting again.',
  },
  missing_permission: {
    zh: ({ permissions, link }) =>
      `应用缺少权限${permissions.length ? `：${permissions.join('、')}` : ''}。${link ? `开通链接：${link}` : '请在“权限管理”中开通。'}`,
    en: ({ permissions, link }) =>
      `The app lacks a permission${permissions.length ? ` (${permissions.join(', ')})` : ''}. ${link ? `Grant it at ${link}` : 'Grant it under “Permissions”.'}`,
  },
  robot_missing: {
    zh: () => '这个应用还没有机器人，请在“添加应用能力”中添加机器人，消息接收模式选 Stream，并发布应用。',
    en: () =>
      'The app has no robot yet: add the robot ability, choose Stream as its receiving mode, and publish the app.',
  },
  no_such_chat: {
    zh: () => '机器人不在这个群里，或群已解散。',
    en: () => 'The robot is not in this group, or the group is no more.',
  },
  no_such_person: {
    zh: () => '组织里没有这个 staffId 的人，或对方不在应用的可见范围内。',
    en: () =>
      'Nobody in the organisation has this staff id, or the person is outside of the app’s visible range.',
  },
  session_over: {
    zh: () => '回复这条消息的期限已过，而对方不在组织内，无法主动发送。',
    en: () =>
      'The time to answer this message is over, and people outside of the organisation cannot be written to.',
  },
  rate_limited: {
    zh: () => '钉钉限制了发送频率，稍后会恢复。',
    en: () => 'DingTalk limits how often may be sent; this passes.',
  },
};

export function explain(failure: Failure, locale: 'zh' | 'en'): string {
  const sentence = sentences[failure.code]?.[locale];
  if (sentence) return sentence(failure);
  return locale === 'zh'
    ? `钉钉返回错误 ${failure.code}：${failure.message}`
    : `DingTalk answered with error ${failure.code}: ${failure.message}`;
}
