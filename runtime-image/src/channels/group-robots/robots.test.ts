import { expect, onTestFinished, test } from 'vitest';
import { startDingtalkEmulator } from '../../../../e2e/emulators/dingtalk/start.ts';
import { startFeishuEmulator } from '../../../../e2e/emulators/feishu/start.ts';
import { ChannelRefusal } from '../channel.ts';
import { dingtalkRobot } from './dingtalk.ts';
import { postGuarded } from './post-guarded.ts';
import type { GroupRobot } from './robot.ts';
import { GroupRobots } from './robots.ts';

const robotsOf = (emulator: { url: string }, kinds?: readonly GroupRobot[]): GroupRobots => {
  const web = { allowHosts: [new URL(emulator.url).host] } as Parameters<typeof postGuarded>[2]['web'];
  const post = (url: string, body: unknown) => postGuarded(url, body, { web, locale: 'zh' });
  return new GroupRobots({ post, locale: () => 'zh', now: Date.now }, kinds);
};
const words = (text: string) => ({ title: 'news', text });
const impatient = (change: Partial<GroupRobot['limits']>): GroupRobot => ({
  ...dingtalkRobot,
  limits: { windows: [{ ms: 1_500, count: 20 }], restMs: 150, waitingMax: 25, ...change },
});

async function dingtalk(kinds?: readonly GroupRobot[]) {
  const emulator = await startDingtalkEmulator();
  onTestFinished(() => emulator.close());
  const group = emulator.state.group(emulator.user.createApp(), 'G');
  const { webhook, secret } = emulator.user.createCustomRobot(group);
  const said = () => emulator.answersIn(group.id).map((message) => emulator.textOf(message));
  return { emulator, url: webhook, secret, said, robots: robotsOf(emulator, kinds) };
}

async function feishu() {
  const emulator = await startFeishuEmulator();
  onTestFinished(() => emulator.close());
  const chat = emulator.user.createGroup('项目', []);
  return { emulator, chat, said: () => emulator.messagesOf(chat.chatId), robots: robotsOf(emulator) };
}

test('DingTalk: signed messages arrive, 20 a minute; the 21st waits and then goes, in order', async () => {
  const { emulator, url, secret, said, robots } = await dingtalk([impatient({})]);
  const sends = Array.from({ length: 21 }, (_, n) =>
    robots.send({ url, secret }, words(`news ${n}`), `k${n}`),
  );
  await emulator.until(() => said().length === 20);
  let isDone = false;
  const last = sends[20]!.then(() => (isDone = true));
  await Promise.all(sends.slice(0, 20));
  expect(isDone).toBe(false);
  emulator.clock.advance(60_000);
  await last;
  expect(said()).toEqual(Array.from({ length: 21 }, (_, n) => `news ${n}`));
  // the platform never had to say no
  expect(emulator.log.matching('POST', '/robot/send')).toHaveLength(21);
});

const tooFast = {
  ...{ path: '/robot/send', status: 200, times: 1 },
  body: { errcode: 130_101, errmsg: 'send too fast' },
};

test('a robot that somebody else wore out is left alone for as long as the platform is silent', async () => {
  const { emulator, url, secret, said, robots } = await dingtalk();
  emulator.faults.add(tooFast);
  const send = () => robots.send({ url, secret }, words('x'), 'k');
  await expect(send()).rejects.toThrow('太频繁');
  await expect(send()).rejects.toThrow('太频繁');
  await expect(send()).rejects.not.toBeInstanceOf(ChannelRefusal);
  expect(emulator.log.matching('POST', '/robot/send')).toHaveLength(1);
  expect(said()).toEqual([]);
});

test('a short silence is waited for', async () => {
  const { emulator, url, secret, said, robots } = await dingtalk([impatient({ restMs: 20 })]);
  emulator.faults.add(tooFast);
  await robots.send({ url, secret }, words('x'), 'k');
  expect(said()).toEqual(['x']);
});

test('more than may wait for one robot is refused, and the others still go', async () => {
  const { emulator, url, secret, said, robots } = await dingtalk([impatient({ waitingMax: 1 })]);
  emulator.faults.add({ path: '/robot/send', delayMs: 100 });
  const first = robots.send({ url, secret }, words('x'), 'k1');
  await expect(robots.send({ url, secret }, words('y'), 'k2')).rejects.toThrow('太多了');
  await first;
  await robots.send({ url, secret }, words('z'), 'k3');
  expect(said()).toEqual(['x', 'z']);
});

test.each([
  ['a wrong secret', (url: string) => ({ url, secret: 'SECwrong' }), '加签密钥'],
  ['an old address', (url: string) => ({ url: `${url}x`, secret: null }), 'webhook 已失效'],
  ['no robot at all', (url: string) => ({ url: `${url}/other`, secret: null }), /Webhook|失效/],
  ['no address', () => ({ url: 'nonsense', secret: null }), 'https'],
])('DingTalk: %s is refused for good, in words', async (_, change, said) => {
  const { url, robots } = await dingtalk();
  const work = robots.send(change(url), words('x'), 'k');
  await expect(work).rejects.toThrow(said);
  await expect(work).rejects.toBeInstanceOf(ChannelRefusal);
});

test('who tries again under the same key goes on with the message that failed', async () => {
  const { emulator, url, secret, said, robots } = await dingtalk();
  const long = words(`${'甲'.repeat(3_000)}\n\n${'乙'.repeat(3_000)}`);
  emulator.faults.add({ path: '/robot/send', bodyIncludes: '乙', status: 503 });
  const first = robots.send({ url, secret }, long, 'k');
  await expect(first).rejects.not.toBeInstanceOf(ChannelRefusal);
  await robots.send({ url, secret }, long, 'k');
  expect(said()).toEqual(['甲'.repeat(3_000), '乙'.repeat(3_000)]);
});

test('an address that may not be reached is refused at once, however often', async () => {
  const { robots } = await dingtalk();
  const inside = { url: 'https://10.0.0.1/robot/send?access_token=x', secret: null };
  const sends = Array.from({ length: 30 }, (_, n) => robots.send(inside, words('x'), `k${n}`));
  for (const send of await Promise.allSettled(sends))
    expect(send).toMatchObject({ status: 'rejected', reason: expect.any(ChannelRefusal) as Error });
});

test('Feishu: plain words go as text, Markdown as a card, with a signature where a secret is set', async () => {
  const { emulator, chat, said, robots } = await feishu();
  const open = emulator.user.addRobot(chat);
  await robots.send({ url: open.url, secret: null }, words('你好'), 'k1');
  const signed = emulator.user.addRobot(chat, { secret: 's3cret' });
  await robots.send({ url: signed.url, secret: 's3cret' }, words('# 日报\n- 一'), 'k2');
  expect(said().map(({ msgType }) => msgType)).toEqual(['text', 'interactive']);
  expect(said()[1]!.content).toContain('日报');
});

test('Feishu: a wrong signature and a missing keyword are refused with what to do', async () => {
  const { emulator, chat, said, robots } = await feishu();
  const { url } = emulator.user.addRobot(chat, { secret: 's3cret' });
  await expect(robots.send({ url, secret: 'other' }, words('hi'), 'k1')).rejects.toThrow('核对密钥');
  await expect(robots.send({ url, secret: null }, words('hi'), 'k2')).rejects.toThrow(ChannelRefusal);
  const picky = { url: emulator.user.addRobot(chat, { keywords: ['日报'] }).url, secret: null };
  await expect(robots.send(picky, words('# hi'), 'k3')).rejects.toThrow('关键词');
  await robots.send(picky, words('今天的日报'), 'k4');
  expect(said()).toHaveLength(1);
});

test('Feishu: a long text goes in several messages', async () => {
  const { emulator, chat, said, robots } = await feishu();
  const { url } = emulator.user.addRobot(chat);
  await robots.send({ url, secret: null }, words('字'.repeat(8_000)), 'k');
  const texts = said().map(({ content }) => (JSON.parse(content) as { text: string }).text);
  expect(texts.join('')).toBe('字'.repeat(8_000));
  expect(texts.length).toBeGreaterThan(2);
});

test('other addresses get plain JSON, and wait for nobody', async () => {
  const posts: { url: string; body: unknown }[] = [];
  const post = (url: string, body: unknown) => {
    posts.push({ url, body });
    return Promise.resolve({ status: 200, text: 'ok' });
  };
  const robots = new GroupRobots({ post, locale: () => 'en', now: Date.now });
  await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      robots.send({ url: 'https://example.com/hook', secret: null }, words('hi'), `k${n}`),
    ),
  );
  expect(posts).toHaveLength(30);
  expect(posts[0]).toEqual({ url: 'https://example.com/hook', body: { title: 'news', text: 'hi' } });
});
