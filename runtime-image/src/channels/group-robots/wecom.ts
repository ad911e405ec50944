/** WeCom's robot of a group: 20 messages a minute, no signature. */
import { countJsonBytes, split } from '../markdown/split.ts';
import type { GroupRobot } from './robot.ts';

/** the platform takes 4,096 */
const contentBytesMax = 4_000;

export const wecomRobot: GroupRobot = {
  idOf: ({ pathname, searchParams }) =>
    pathname === '/cgi-bin/webhook/send' ? searchParams.get('key') || null : null,
  limits: { windows: [{ ms: 61_000, count: 20 }], restMs: 600_000, waitingMax: 100 },
  forms: ({ text }) => [
    split(text, contentBytesMax, countJsonBytes).map((content) => ({
      msgtype: 'markdown',
      markdown: { content },
    })),
  ],
  sign: (post) => post,
  isTooOften: (code) => code === 45_009,
  sentences: {
    93000: {
      zh: '这个群机器人的 webhook 已失效，请在群设置中重新复制。',
      en: 'The webhook of this group robot is no longer valid; copy it again from the group’s settings.',
    },
  },
};
