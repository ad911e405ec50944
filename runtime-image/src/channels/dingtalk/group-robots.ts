/**
 * Groups' own robots, known by the address of their webhook: no app and no account is needed to send by them. The platform takes 20
 * messages a minute of each and is silent for ten minutes after the 21st, so what is more waits here, in order, for all accounts
 * of the process together. A restart forgets what waits: who asked for it asks again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Locale } from '../../config/settings.ts';
import { ChannelRefusal } from '../channel.ts';
import { dingtalkSignature } from '../robot-signature.ts';
import { isRateLimit } from './api-error.ts';
import { renderAnswer, type WebhookBody } from './render.ts';

export type RobotAddress = { webhook: string; secret?: string };

export type RobotLimits = {
  perWindow: number;
  windowMs: number;
  /** how long a robot is left alone after the platform found it too fast */
  restMs: number;
  /** messages that may wait for one robot */
  waitingMax: number;
};

/** A second more than the platform's minute: it counts arrivals, we count departures. */
const robotLimits: RobotLimits = { perWindow: 20, windowMs: 61_000, restMs: 600_000, waitingMax: 100 };

/** from then on robots that nobody used for a while are forgotten */
const linesMax = 200;

const platformOrigin = 'https://oapi.dingtalk.com';

/** Posts a JSON body; rejects with DingtalkApiError for an `errcode`. */
export type PostJson = (url: string, body: unknown) => Promise<void>;

type Sending = { address: RobotAddress; postJson: PostJson; locale: Locale };
type Line = { sentAt: number[]; waiting: number; restUntil: number; last: Promise<unknown> };

export class GroupRobots {
  readonly #limits: RobotLimits;
  readonly #lines = new Map<string, Line>();

  constructor(limits: RobotLimits = robotLimits) {
    this.#limits = limits;
  }

  /**
   * Resolves when all pieces of the text are accepted. Rejects with ChannelRefusal for an address that is none of a group's robot
   * or when too much waits already.
   * @param openUrl where else than at the platform such addresses may be
   */
  async send(
    address: RobotAddress,
    text: string,
    postJson: PostJson,
    locale: Locale,
    openUrl = platformOrigin,
  ): Promise<void> {
    const token = robotToken(address.webhook, openUrl);
    if (token === null) throw new ChannelRefusal(texts.address[locale]);
    const bodies = renderAnswer(text).map(({ webhook }) => webhook);
    const line = this.#enter(token, bodies.length, locale);
    const work = line.last.then(() => this.#sendAll(line, bodies, { address, postJson, locale }));
    line.last = work.catch(() => {});
    return work;
  }

  /**
   * For who posts by itself: resolves when one more message may go by this address, at once when it is none of a robot. Rejects with
   * ChannelRefusal when too much waits already.
   */
  async pace(webhook: string, locale: Locale, openUrl = platformOrigin): Promise<void> {
    const token = robotToken(webhook, openUrl);
    if (token === null) return;
    const line = this.#enter(token, 1, locale);
    const work = line.last
      .then(() => this.#turn(line, locale))
      .then(() => void line.sentAt.push(Date.now()))
      .finally(() => (line.waiting -= 1));
    line.last = work.catch(() => {});
    return work;
  }

  async #sendAll(line: Line, bodies: WebhookBody[], sending: Sending): Promise<void> {
    let left = bodies.length;
    try {
      for (const body of bodies) {
        await this.#sendOne(line, body, sending);
        line.waiting -= 1;
        left -= 1;
      }
    } finally {
      line.waiting -= left;
    }
  }

  async #sendOne(line: Line, body: WebhookBody, { address, postJson, locale }: Sending): Promise<void> {
    const { webhook, secret = '' } = address;
    await this.#turn(line, locale);
    // signed in the last moment: a message may have waited long
    const url = secret === '' ? webhook : signedAddress(webhook, secret, Date.now());
    line.sentAt.push(Date.now());
    try {
      await postJson(url, body);
    } catch (error) {
      // somebody else sends by this robot too
      if (isRateLimit(error)) line.restUntil = Date.now() + this.#limits.restMs;
      throw error;
    }
  }

  /** Resolves when one more may go; rejects while the platform keeps the robot silent, which is too long to wait. */
  async #turn(line: Line, locale: Locale): Promise<void> {
    const { perWindow, windowMs } = this.#limits;
    for (;;) {
      const now = Date.now();
      line.sentAt = line.sentAt.filter((at) => at > now - windowMs);
      if (now < line.restUntil) throw new Error(texts.silenced[locale]);
      if (line.sentAt.length < perWindow) return;
      await pause(line.sentAt.at(-perWindow)! + windowMs - now, undefined, { ref: false });
    }
  }

  #forgetIdle(): void {
    if (this.#lines.size < linesMax) return;
    const now = Date.now();
    for (const [token, { waiting, sentAt, restUntil }] of this.#lines)
      if (waiting === 0 && now > restUntil && now > (sentAt.at(-1) ?? 0) + this.#limits.windowMs)
        this.#lines.delete(token);
  }

  #enter(token: string, count: number, locale: Locale): Line {
    let line = this.#lines.get(token);
    if (line === undefined) {
      this.#forgetIdle();
      line = { sentAt: [], waiting: 0, restUntil: 0, last: Promise.resolve() };
      this.#lines.set(token, line);
    }
    if (line.waiting + count > this.#limits.waitingMax) throw new ChannelRefusal(texts.tooMany[locale]);
    line.waiting += count;
    return line;
  }
}

/** What a webhook's address names, or null when it is not one. */
export function robotToken(webhook: string, openUrl: string): string | null {
  const url = URL.parse(webhook);
  if (url === null || url.pathname !== '/robot/send' || url.username !== '') return null;
  const origins = [platformOrigin, URL.parse(openUrl)?.origin];
  return origins.includes(url.origin) ? url.searchParams.get('access_token') || null : null;
}

/** The webhook's address with `timestamp` and `sign`. @param at ms since epoch */
export function signedAddress(webhook: string, secret: string, at: number): string {
  return `${webhook}&timestamp=${at}&sign=${encodeURIComponent(dingtalkSignature(secret, at))}`;
}

const texts: Record<'address' | 'tooMany' | 'silenced', Record<Locale, string>> = {
  address: {
    zh: '这不是钉钉群机器人的地址（应为 https://oapi.dingtalk.com/robot/send?access_token=…）。',
    en: 'This is not the webhook of a DingTalk group robot: https://oapi.dingtalk.com/robot/send?access_token=…',
  },
  tooMany: {
    zh: '等着由这个群机器人发送的消息太多了（每分钟最多 20 条），请稍后再试。',
    en: 'Too many messages wait for this group robot already; it may send 20 a minute. Try again later.',
  },
  silenced: {
    zh: '钉钉认为这个群机器人发送太频繁，让它静默十分钟，请之后再试。',
    en: 'DingTalk found this group robot too fast and keeps it silent for ten minutes. Try again after that.',
  },
};

/** The one of this process. */
export const groupRobots = new GroupRobots();
