/**
 * Sends words by webhooks, for whoever posts: to robots of groups in their platform's form, signed, no faster than the platform
 * allows, in order; to any other address as plain JSON. What is more than a robot takes waits here. A restart forgets what
 * waits: who asked for it asks again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Locale } from '../../config/settings.ts';
import { ChannelRefusal } from '../channel.ts';
import { SentPieces } from '../sent-pieces.ts';
import { dingtalkRobot } from './dingtalk.ts';
import { feishuRobot } from './feishu.ts';
import { waitMs, within } from './pace.ts';
import type { Body, GroupRobot, Words } from './robot.ts';
import { readAnswer, readWebhook, type WebhookAnswer } from './webhook.ts';
import { wecomRobot } from './wecom.ts';

/** Rejects with `ChannelRefusal` for an address that will never be reached, with another error for one that may. */
export type PostJson = (url: string, body: unknown) => Promise<{ status: number; text: string }>;

export type RobotRoom = { post: PostJson; locale(): Locale; now(): number };

export type Webhook = { url: string; secret: string | null };

const everyRobot: readonly GroupRobot[] = [dingtalkRobot, feishuRobot, wecomRobot];
const textCharactersMax = 20_000;
/** of one message that the platform finds too early */
const triesMax = 3;
/** a longer silence is too long to wait for */
const patienceMs = 65_000;
/** from then on robots that nobody used for a while are forgotten */
const linesMax = 200;

type Line = { sentAt: number[]; waiting: number; restUntil: number; last: Promise<unknown> };

export class GroupRobots {
  readonly #room: RobotRoom;
  readonly #robots: readonly GroupRobot[];
  readonly #lines = new Map<string, Line>();
  readonly #sentPieces = new SentPieces();

  constructor(room: RobotRoom, robots = everyRobot) {
    this.#room = room;
    this.#robots = robots;
  }

  /**
   * Resolves when all of it is accepted. Rejects with ChannelRefusal for what will never work or when too much waits already, with
   * another error for what may work later: the same key then goes on with the message that failed.
   */
  async send(webhook: Webhook, { title, text }: Words, key: string): Promise<void> {
    const url = readWebhook(webhook.url, true);
    if (url === null) throw new ChannelRefusal(this.#texts.address);
    const words = { title, text: text.slice(0, textCharactersMax).toWellFormed() };
    for (const robot of this.#robots) {
      const id = robot.idOf(url);
      if (id !== null) return this.#inLine(robot, url.origin + id, webhook, words, key);
    }
    const { post } = this.#room;
    const answer = readAnswer(await post(url.href, words), () => false);
    if (answer.kind !== 'accepted') throw this.#failure(answer, null);
  }

  async #inLine(robot: GroupRobot, id: string, webhook: Webhook, words: Words, key: string): Promise<void> {
    const forms = robot.forms(words);
    const count = forms[0]?.length ?? 0;
    const line = this.#line(id);
    if (line.waiting + count > robot.limits.waitingMax) throw new ChannelRefusal(this.#texts.tooMany);
    line.waiting += count;
    const work = line.last.then(() =>
      this.#sendForms(forms, key, (body) => this.#sendOne(robot, line, webhook, body)),
    );
    line.last = work.catch(() => {}).then(() => (line.waiting -= count));
    return work;
  }

  async #sendForms(
    forms: readonly (readonly Body[])[],
    key: string,
    sendOne: (body: Body) => Promise<void>,
  ): Promise<void> {
    for (const [index, bodies] of forms.entries()) {
      let isWelcome = false;
      const send = (body: Body): Promise<void> => sendOne(body).then(() => void (isWelcome = true));
      try {
        return await this.#sentPieces.continue(`${key}:${index}`, bodies, send);
      } catch (error) {
        // what made a card unwelcome may also make its text so, and then the answer to the text tells
        const mayBeTheForm = error instanceof ChannelRefusal && !isWelcome && index < forms.length - 1;
        if (!mayBeTheForm) throw error;
      }
    }
  }

  async #sendOne(robot: GroupRobot, line: Line, { url, secret }: Webhook, body: Body): Promise<void> {
    const { post, now } = this.#room;
    for (let tries = 1; ; tries++) {
      await this.#turn(robot, line);
      // signed in the last moment: a message may have waited long
      const signed = secret === null ? { url, body } : robot.sign({ url, body }, secret, now());
      line.sentAt = [...within(line.sentAt, robot.limits, now()), now()];
      const posted = await post(signed.url, signed.body).catch((error: unknown) => {
        // nobody was reached, so nobody counted it
        if (error instanceof ChannelRefusal) line.sentAt.pop();
        throw error;
      });
      const answer = readAnswer(posted, robot.isTooOften);
      if (answer.kind === 'accepted') return;
      // somebody else sends by this robot too
      if (answer.kind === 'too-often') line.restUntil = now() + robot.limits.restMs;
      if (answer.kind !== 'too-often' || tries === triesMax) throw this.#failure(answer, robot);
    }
  }

  /** Resolves when one more may go; rejects while the platform keeps the robot silent for longer than anybody waits. */
  async #turn({ limits }: GroupRobot, line: Line): Promise<void> {
    const { now } = this.#room;
    for (;;) {
      const restMs = line.restUntil - now();
      if (restMs > patienceMs) throw new Error(this.#texts.silenced);
      const ms = Math.max(restMs, waitMs(line.sentAt, limits, now()));
      if (ms <= 0) return;
      await pause(ms, undefined, { ref: false });
    }
  }

  #line(id: string): Line {
    const known = this.#lines.get(id);
    if (known !== undefined) return known;
    if (this.#lines.size >= linesMax) this.#forgetIdle();
    const line: Line = { sentAt: [], waiting: 0, restUntil: 0, last: Promise.resolve() };
    this.#lines.set(id, line);
    return line;
  }

  #forgetIdle(): void {
    const now = this.#room.now();
    for (const [id, { waiting, sentAt, restUntil }] of this.#lines)
      if (waiting === 0 && now > restUntil && now > (sentAt.at(-1) ?? 0) + patienceMs) this.#lines.delete(id);
  }

  #failure({ kind, code, message, status }: WebhookAnswer, robot: GroupRobot | null): Error {
    if (kind === 'too-often') return new Error(this.#texts.silenced);
    const said = `(${[code || status, message].filter((part) => part !== '').join(' ')})`;
    const sentence = robot?.sentences[code]?.[this.#room.locale()] ?? this.#texts.other;
    return kind === 'refused' ? new ChannelRefusal(`${sentence} ${said}`) : new Error(`${sentence} ${said}`);
  }

  get #texts(): typeof zh {
    return this.#room.locale() === 'zh' ? zh : en;
  }
}

const zh = {
  address: '这不是可以使用的 webhook 地址（应为 https 地址）。',
  tooMany: '等着由这个群机器人发送的消息太多了，请稍后再试。',
  silenced: '平台认为这个群机器人发送太频繁，暂时不接受它的消息，请稍后再试。',
  other: 'Webhook 没有接受这条消息。',
};
const en: typeof zh = {
  address: 'This is not an address that takes messages; it must begin with https.',
  tooMany: 'Too many messages wait for this group robot already. Try again later.',
  silenced:
    'The platform found this group robot too fast and takes no messages of it for a while. Try again later.',
  other: 'The webhook did not accept the message.',
};
