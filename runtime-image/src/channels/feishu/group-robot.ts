/**
 * A group's custom robot: an address that takes messages, with a signature when it asks for one. It is no app: nothing is
 * idempotent, and it takes 5 messages a second and 100 a minute, which are kept here for each address.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { ChannelRefusal } from '../channel.ts';
import { hasMarkdown } from '../markdown/signs.ts';
import { feishuSignature } from '../robot-signature.ts';
import { renderCard, renderPieces, splitForCards } from './render.ts';
import { openWire } from './wire.ts';

export type RobotTarget = { webhook: string; secret?: string };
export type RobotRoom = {
  /** origins besides the platform's own, for sandboxes */
  openUrl: string;
  locale: 'zh' | 'en';
  requestMs: number;
  now(): number;
};

const hosts = new Set(['open.feishu.cn', 'open.larksuite.com']);
const hookPath = /^\/open-apis\/bot\/(v2\/)?hook\/[\w-]+$/;

export function isRobotAddress(webhook: string, openUrl: string): boolean {
  const url = URL.parse(webhook);
  if (url === null || url.username !== '' || url.search !== '' || !hookPath.test(url.pathname)) return false;
  return url.protocol === 'https:' && url.port === ''
    ? hosts.has(url.hostname)
    : url.origin === URL.parse(openUrl)?.origin;
}

/** Both are what the platform takes as a whole; text goes as a card where it has Markdown. */
type RobotMessage =
  { msg_type: 'text'; content: { text: string } } | { msg_type: 'interactive'; card: object };

/** Rejects with ChannelRefusal for what will never work, with another error for what may. */
export async function sendToRobot(
  { webhook, secret }: RobotTarget,
  text: string,
  room: RobotRoom,
): Promise<void> {
  const words = room.locale === 'zh' ? zh : en;
  if (!isRobotAddress(webhook, room.openUrl)) throw new ChannelRefusal(words.address);
  const { origin, pathname } = new URL(webhook);
  const wire = openWire(origin, room.requestMs);
  const send = async (message: RobotMessage): Promise<number> => {
    for (let tries = 1; ; tries += 1) {
      await pause(reserve(webhook, room.now()));
      const signed = secret ? signature(secret, room.now()) : {};
      const { body } = await wire.request({
        method: 'POST',
        path: pathname,
        body: { ...signed, ...message },
      });
      const { code, StatusCode, msg } = body as { code?: number; StatusCode?: number; msg?: string };
      const verdict = code ?? StatusCode ?? -1;
      if (verdict === rateLimited && tries < 3) continue;
      if (verdict === 0 || message.msg_type === 'interactive') return verdict;
      if (verdict === rateLimited) throw new Error(words.busy);
      throw new ChannelRefusal(
        (words[verdict as keyof typeof zh] as string | undefined) ?? words.other(verdict, msg ?? ''),
      );
    }
  };
  try {
    if (hasMarkdown(text)) {
      let sent = 0;
      for (const part of splitForCards(text, cardBytesMax)) {
        const verdict = await send({ msg_type: 'interactive', card: renderCard(part) });
        if (verdict === 0) sent += 1;
        // what made the card unwelcome may also make its text so, and then the text's code tells
        else if (sent === 0) break;
        else throw new ChannelRefusal(words.other(verdict, ''));
      }
      if (sent > 0) return;
    }
    for (const { content } of renderPieces(text)) {
      await send({ msg_type: 'text', content: JSON.parse(content) as { text: string } });
    }
  } finally {
    wire.close();
  }
}

/** The platform signs an empty text with time and secret as the key. */
export function signature(secret: string, now: number): { timestamp: string; sign: string } {
  const seconds = Math.floor(now / 1000);
  return { timestamp: String(seconds), sign: feishuSignature(secret, seconds) };
}

const rateLimited = 11232;
/** the platform takes 20 KB in all */
const cardBytesMax = 18_000;
const windows = [
  { ms: 1_000, count: 5 },
  { ms: 60_000, count: 100 },
];
const addressesMax = 100;
const sentAt = new Map<string, number[]>();

/** Takes the next place in an address's limits. Answers how long to wait for it. */
export function reserve(webhook: string, now: number): number {
  const times = (sentAt.get(webhook) ?? []).filter((at) => at > now - 60_000);
  let at = now;
  for (const { ms, count } of windows) {
    const first = times.at(-count);
    if (first !== undefined) at = Math.max(at, first + ms + 1);
  }
  if (sentAt.size >= addressesMax && !sentAt.has(webhook)) sentAt.clear();
  sentAt.set(webhook, [...times, at]);
  return at - now;
}

const zh = {
  address: '这不是飞书群机器人的地址（应为 https://open.feishu.cn/open-apis/bot/v2/hook/…）。',
  busy: '群机器人发送太频繁，请稍后再试。',
  9499: '群机器人不接受这条消息的格式。',
  19001: '群机器人地址无效，请重新复制。',
  19002: '群机器人不接受这条消息的格式。',
  19021: '群机器人的签名不匹配，请核对密钥。',
  19022: '群机器人限制了来源 IP，请把本机地址加入白名单。',
  19024: '消息里没有群机器人要求的关键词。',
  other: (code: number, message: string) => `群机器人返回错误 ${code}：${message}`,
};
const en: typeof zh = {
  address:
    'This is not the address of a Feishu group robot (https://open.feishu.cn/open-apis/bot/v2/hook/…).',
  busy: 'The group robot takes no more messages at the moment; try again later.',
  9499: 'The group robot does not take a message of this form.',
  19001: 'The address of the group robot is not valid; copy it again.',
  19002: 'The group robot does not take a message of this form.',
  19021: 'The signature does not fit the group robot; check its secret.',
  19022: 'The group robot takes messages from listed IP addresses only; add this one.',
  19024: 'The message holds none of the keywords that the group robot asks for.',
  other: (code, message) => `The group robot answered with error ${code}: ${message}`,
};
