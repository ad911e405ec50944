/** DingTalk's robot of a group: 20 messages a minute, and ten minutes of silence after the 21st. */
import { renderAnswer } from '../dingtalk/render.ts';
import type { GroupRobot } from './robot.ts';
import { dingtalkSignature } from './signature.ts';

export const dingtalkRobot: GroupRobot = {
  idOf: ({ pathname, searchParams }) =>
    pathname === '/robot/send' ? searchParams.get('access_token') || null : null,
  limits: { windows: [{ ms: 61_000, count: 20 }], restMs: 600_000, waitingMax: 100 },
  forms: ({ text }) => [renderAnswer(text).map(({ webhook }) => webhook)],
  sign({ url, body }, secret, now) {
    const signed = new URL(url);
    signed.searchParams.set('timestamp', String(now));
    signed.searchParams.set('sign', dingtalkSignature(secret, now));
    return { url: signed.href, body };
  },
  isTooOften: (code) => code === 130_101 || code === 410_100,
  sentences: {
    300005: {
      zh: '这个群机器人的 webhook 已失效，请在群设置中重新复制。',
      en: 'The webhook of this group robot is no longer valid; copy it again from the group’s settings.',
    },
    310000: {
      zh: '群机器人的安全设置不通过：请核对加签密钥、关键词和 IP 白名单。',
      en: 'The group robot’s security settings refuse the message: check the signing secret, keywords and IP list.',
    },
  },
};
