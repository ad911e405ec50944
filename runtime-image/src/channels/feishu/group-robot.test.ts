import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChannelRefusal } from '../channel.ts';
import type { FeishuEmulator } from '../../../../e2e/emulators/feishu/start.ts';
import type { Chat } from '../../../../e2e/emulators/feishu/entities.ts';
import { isRobotAddress, reserve, sendToRobot, signature, type RobotRoom } from './group-robot.ts';
import { startEmulator } from './testing.ts';

let emulator: FeishuEmulator;
let chat: Chat;
let room: RobotRoom;
beforeEach(async () => {
  emulator = await startEmulator();
  chat = emulator.user.createGroup('项目', []);
  room = { openUrl: emulator.url, locale: 'zh', requestMs: 5_000, now: Date.now };
});
const said = () => emulator.messagesOf(chat.chatId);
afterEach(() => emulator.faults.clear());

test('plain words go as text, Markdown as a card, with a signature where a secret is set', async () => {
  const open = emulator.user.addRobot(chat);
  await sendToRobot({ webhook: open.url }, '你好', room);
  const signed = emulator.user.addRobot(chat, { secret: 's3cret' });
  await sendToRobot({ webhook: signed.url, secret: 's3cret' }, '# 日报\n- 一', room);
  expect(said().map(({ msgType }) => msgType)).toEqual(['text', 'interactive']);
  expect(said()[1]!.content).toContain('日报');
});

test('a wrong signature and a missing keyword are refused with what to do', async () => {
  const { url: webhook } = emulator.user.addRobot(chat, { secret: 's3cret' });
  await expect(sendToRobot({ webhook, secret: 'other' }, 'hi', room)).rejects.toThrow('核对密钥');
  await expect(sendToRobot({ webhook }, 'hi', room)).rejects.toThrow(ChannelRefusal);
  const picky = emulator.user.addRobot(chat, { keywords: ['日报'] });
  await expect(sendToRobot({ webhook: picky.url }, '# hi', room)).rejects.toThrow('关键词');
  await sendToRobot({ webhook: picky.url }, '今天的日报', room);
  expect(said()).toHaveLength(1);
});

test('a long text goes in several messages', async () => {
  const { url: webhook } = emulator.user.addRobot(chat);
  await sendToRobot({ webhook }, '字'.repeat(8_000), room);
  const texts = said().map(({ content }) => (JSON.parse(content) as { text: string }).text);
  expect(texts.join('')).toBe('字'.repeat(8_000));
  expect(texts.length).toBeGreaterThan(2);
});

test.each([
  ['https://open.feishu.cn/open-apis/bot/v2/hook/abc-1', true],
  ['https://open.larksuite.com/open-apis/bot/hook/abc', true],
  ['http://open.feishu.cn/open-apis/bot/v2/hook/abc', false],
  ['https://open.feishu.cn.example.com/open-apis/bot/v2/hook/abc', false],
  ['https://open.feishu.cn@10.0.0.1/open-apis/bot/v2/hook/abc', false],
  ['https://user:x@open.feishu.cn/open-apis/bot/v2/hook/abc', false],
  ['https://open.feishu.cn:8443/open-apis/bot/v2/hook/abc', false],
  ['https://open.feishu.cn/open-apis/im/v1/messages', false],
  ['https://open.feishu.cn/open-apis/bot/v2/hook/../../../x', false],
  ['http://169.254.169.254/open-apis/bot/v2/hook/abc', false],
  ['nonsense', false],
])('%s is a robot’s address: %s', (webhook, expected) => {
  expect(isRobotAddress(webhook, 'https://open.feishu.cn')).toBe(expected);
});

test('five a second and a hundred a minute are kept for each address', () => {
  const waits = Array.from({ length: 6 }, () => reserve('hook-a', 1_000_000));
  expect(waits).toEqual([0, 0, 0, 0, 0, 1001]);
  expect(reserve('hook-b', 1_000_000)).toBe(0);
  for (let at = 0; at < 100; at += 1) reserve('hook-c', 2_000_000 + at * 250);
  expect(reserve('hook-c', 2_025_000)).toBe(35_001);
});

test('the signature is the documented one', () => {
  expect(signature('demo', 1_599_360_473_000)).toEqual({
    timestamp: '1599360473',
    sign: 'l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=',
  });
});
