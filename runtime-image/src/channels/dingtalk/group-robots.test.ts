import { expect, test } from 'vitest';
import { ChannelRefusal } from '../channel.ts';
import { GroupRobots, robotToken, signedAddress } from './group-robots.ts';
import { answers, connectedChannel, eventually } from './testing.ts';

test('the signature is the platform’s', () => {
  expect(
    signedAddress('https://oapi.dingtalk.com/robot/send?access_token=t', 'SECx', 1_700_000_000_000),
  ).toBe(
    'https://oapi.dingtalk.com/robot/send?access_token=t&timestamp=1700000000000&sign=rgcjbH%2ByFyES%2BS0llX%2BcAPCwVRpsr7sbiX5Lnyo%2FocU%3D',
  );
});

test.each([
  ['https://oapi.dingtalk.com/robot/send?access_token=abc', 'abc'],
  ['http://127.0.0.1:9000/robot/send?access_token=abc', 'abc'],
  ['http://oapi.dingtalk.com/robot/send?access_token=abc', null],
  ['https://oapi.dingtalk.com.evil.example/robot/send?access_token=abc', null],
  ['https://me@oapi.dingtalk.com/robot/send?access_token=abc', null],
  ['https://oapi.dingtalk.com/robot/sendBySession?session=abc', null],
  ['https://oapi.dingtalk.com/robot/send', null],
  ['http://169.254.169.254/robot/send?access_token=abc', null],
  ['nonsense', null],
])('%s names %s', (webhook, token) => {
  expect(robotToken(webhook, 'http://127.0.0.1:9000')).toBe(token);
});

const limits = { perWindow: 20, windowMs: 300, restMs: 150, waitingMax: 25 };

test('signed messages arrive, 20 a minute; the 21st waits and then goes, in order', async () => {
  const robots = new GroupRobots({ ...limits, windowMs: 1_500 });
  const { emulator, app, channel } = await connectedChannel({}, { robots });
  const group = emulator.state.group(app, 'G');
  const robot = emulator.user.createCustomRobot(group);
  const sends = Array.from({ length: 21 }, (_, n) =>
    channel.send(robot, { text: `news ${n}`, files: [] }, `k${n}`),
  );
  await emulator.until(() => answers(emulator, group.id).length === 20);
  let isDone = false;
  const last = sends[20]!.then(() => (isDone = true));
  await Promise.all(sends.slice(0, 20));
  expect(isDone).toBe(false);
  emulator.clock.advance(60_000);
  await last;
  expect(answers(emulator, group.id)).toEqual(Array.from({ length: 21 }, (_, n) => ['robot', `news ${n}`]));
  // the platform never had to say no
  expect(emulator.log.matching('POST', '/robot/send')).toHaveLength(21);
});

test('a robot that somebody else wore out is not asked again before its silence is over', async () => {
  const { emulator, app, channel } = await connectedChannel({}, { robots: new GroupRobots(limits) });
  const group = emulator.state.group(app, 'G');
  const robot = emulator.user.createCustomRobot(group);
  emulator.faults.add({
    path: '/robot/send',
    status: 200,
    body: { errcode: 130_101, errmsg: 'send too fast' },
    times: 1,
  });
  const send = () => channel.send(robot, { text: 'x', files: [] }, 'k');
  await expect(send()).rejects.toThrow('too fast');
  await expect(send()).rejects.toThrow('静默十分钟');
  expect(emulator.log.matching('POST', '/robot/send')).toHaveLength(1);
  await expect
    .poll(
      () =>
        send().then(
          () => 'sent',
          () => 'silent',
        ),
      { interval: 10 },
    )
    .toBe('sent');
  expect(answers(emulator, group.id)).toEqual([['robot', 'x']]);
});

test.each([
  [{ secret: 'SECwrong' }, '加签密钥'],
  [{ webhook: '/robot/send?access_token=gone' }, 'webhook 已失效'],
  [{ webhook: '/robot/other?access_token=gone' }, '不是钉钉群机器人的地址'],
])('what will never work is said in words: %j', async (change, words) => {
  const { emulator, app, channel } = await connectedChannel();
  const robot = { ...emulator.user.createCustomRobot(emulator.state.group(app, 'G')), ...change };
  if ('webhook' in change) robot.webhook = emulator.url + change.webhook;
  const work = channel.send(robot, { text: 'x', files: [] }, 'k');
  await expect(work).rejects.toThrow(words);
  await expect(work).rejects.toBeInstanceOf(ChannelRefusal);
});

test('files are refused, and so is more than may wait', async () => {
  const { emulator, app, channel } = await connectedChannel(
    {},
    { robots: new GroupRobots({ ...limits, waitingMax: 1 }) },
  );
  const robot = emulator.user.createCustomRobot(emulator.state.group(app, 'G'));
  const files = [{ kind: 'file', name: 'a', mimeType: '', bytes: new Uint8Array(1) } as const];
  await expect(channel.send(robot, { text: '', files: [...files] }, 'k')).rejects.toThrow('只能发送文字');
  emulator.faults.add({ path: '/robot/send', delayMs: 100 });
  const first = channel.send(robot, { text: 'x', files: [] }, 'k1');
  await eventually(() => emulator.log.matching('POST', '/robot/send').length).toBe(1);
  await expect(channel.send(robot, { text: 'y', files: [] }, 'k2')).rejects.toThrow('消息太多了');
  await first;
});

test('who posts by itself waits in the same line; other addresses wait for nothing', async () => {
  const robots = new GroupRobots({ ...limits, perWindow: 2 });
  const webhook = 'https://oapi.dingtalk.com/robot/send?access_token=t';
  const startedAt = performance.now();
  await Promise.all([
    robots.pace(webhook, 'zh'),
    robots.pace(webhook, 'zh'),
    robots.pace('https://example.com/hook', 'zh'),
  ]);
  expect(performance.now() - startedAt).toBeLessThan(limits.windowMs);
  await robots.pace(webhook, 'zh');
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(limits.windowMs - 5);
});
