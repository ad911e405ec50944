/** Feishu's and Lark's robot of a group: 5 messages a second, 100 a minute. Markdown goes as a card. */
import { renderCard, renderPieces, splitForCards } from '../feishu/render.ts';
import { hasMarkdown } from '../markdown/signs.ts';
import type { Body, GroupRobot } from './robot.ts';
import { feishuSignature } from './signature.ts';

const hookPath = /^\/open-apis\/bot\/(v2\/)?hook\/[\w-]+$/;
/** the platform takes 20 KB in all */
const cardBytesMax = 18_000;

const form = {
  zh: '群机器人不接受这条消息的格式。',
  en: 'The group robot does not take a message of this form.',
};

export const feishuRobot: GroupRobot = {
  idOf: ({ pathname }) => (hookPath.test(pathname) ? pathname : null),
  limits: {
    windows: [
      { ms: 1_100, count: 5 },
      { ms: 61_000, count: 100 },
    ],
    restMs: 1_000,
    waitingMax: 100,
  },
  forms: ({ text }) => [...(hasMarkdown(text) ? [cards(text)] : []), texts(text)],
  sign({ url, body }, secret, now) {
    const seconds = Math.floor(now / 1000);
    return { url, body: { timestamp: String(seconds), sign: feishuSignature(secret, seconds), ...body } };
  },
  // 9499 says both: what is wrong is in its words
  isTooOften: (code, message) => code === 11_232 || (code === 9499 && /too many/i.test(message)),
  sentences: {
    9499: form,
    19001: {
      zh: '群机器人地址无效，请重新复制。',
      en: 'The address of the group robot is not valid; copy it again.',
    },
    19002: form,
    19021: {
      zh: '群机器人的签名不匹配，请核对密钥。',
      en: 'The signature does not fit the group robot; check its secret.',
    },
    19022: {
      zh: '群机器人限制了来源 IP，请把本机地址加入白名单。',
      en: 'The group robot takes messages from listed IP addresses only; add this one.',
    },
    19024: {
      zh: '消息里没有群机器人要求的关键词。',
      en: 'The message holds none of the keywords that the group robot asks for.',
    },
  },
};

function cards(text: string): Body[] {
  return splitForCards(text, cardBytesMax).map((part) => ({
    msg_type: 'interactive',
    card: renderCard(part),
  }));
}

function texts(text: string): Body[] {
  return renderPieces(text).map(({ content }) => ({ msg_type: 'text', content: JSON.parse(content) }));
}
