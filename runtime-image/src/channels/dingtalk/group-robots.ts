/**
 * Groups' own robots, known by the address of their webhook: no app and no account is needed to send by them. The platform takes 20
 * messages a minute of each and is silent for ten minutes after the 21st, so what is more waits here, in order, for all accounts
 * of the process together. A restart forgets what waits: who asked for it asks again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { ChannelRefusal } from '../channel.ts';
import { isRateLimit } from './api-error.ts';
import { renderAnswer, type WebhookBody } from './render.ts';
import { signedAddress } from './robot-signature.ts';

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
    openUrl = platformOrigin,
  ): Promise<void> {
    const token = robotToken(address.webhook, openUrl);
    if (token === null)
      throw new ChannelRefusal(
        'This is not the webhook of a DingTalk group robot: https://oapi.dingtalk.com/robot/send?access_token=…',
      );
    const bodies = renderAnswer(text).map(({ webhook }) => webhook);
    const line = this.#enter(token, bodies.length);
    const work = line.last.then(() => this.#sendAll(line, address, bodies, postJson));
    line.last = work.catch(() => {});
    return work;
  }

  /**
   * For who posts by itself: resolves when one more message may go by this address, at once when it is none of a robot. Rejects with
   * ChannelRefusal when too much waits already.
   */
  async pace(webhook: string, openUrl = platformOrigin): Promise<void> {
    const token = robotToken(webhook, openUrl);
    if (token === null) return;
    const line = this.#enter(token, 1);
    const work = line.last
      .then(() => this.#turn(line))
      .then(() => void line.sentAt.push(Date.now()))
      .finally(() => (line.waiting -= 1));
    line.last = work.catch(() => {});
    return work;
  }

  async #sendAll(
    line: Line,
    address: RobotAddress,
    bodies: WebhookBody[],
    postJson: PostJson,
  ): Promise<void> {
    let left = bodies.length;
    try {
      for (const body of bodies) {
        await this.#sendOne(line, address, body, postJson);
        line.waiting -= 1;
        left -= 1;
      }
    } finally {
      line.waiting -= left;
    }
  }

  async #sendOne(
    line: Line,
    { webhook, secret = '' }: RobotAddress,
    body: WebhookBody,
    postJson: PostJson,
  ): Promise<void> {
    await this.#turn(line);
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
  async #turn(line: Line): Promise<void> {
    const { perWindow, windowMs } = this.#limits;
    for (;;) {
      const now = Date.now();
      line.sentAt = line.sentAt.filter((at) => at > now - windowMs);
      if (now < line.restUntil)
        throw new Error('DingTalk found this group robot too fast and keeps it silent for ten minutes.');
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

  #enter(token: string, count: number): Line {
    let line = this.#lines.get(token);
    if (line === undefined) {
      this.#forgetIdle();
      line = { sentAt: [], waiting: 0, restUntil: 0, last: Promise.resolve() };
      this.#lines.set(token, line);
    }
    if (line.waiting + count > this.#limits.waitingMax)
      throw new ChannelRefusal(
        'Too many messages wait for this group robot already; it may send 20 a minute.',
      );
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

/** The one of this process. */
export const groupRobots = new GroupRobots();
