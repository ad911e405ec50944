import { expect, test } from 'vitest';
import { dingtalkRobot } from './dingtalk.ts';
import { feishuRobot } from './feishu.ts';
import { waitMs } from './pace.ts';
import { readAnswer, readWebhook } from './webhook.ts';
import { wecomRobot } from './wecom.ts';

test.each(['http://example.org/x', 'file:///etc/passwd', 'https://user:pass@example.org/', 'no address', ''])(
  '"%s" is no webhook',
  (address) => expect(readWebhook(address)).toBeNull(),
);

test.each([
  ['https://oapi.dingtalk.com/robot/send?access_token=x', [true, false, false]],
  ['https://oapi.dingtalk.com/robot/sendBySession?session=abc', [false, false, false]],
  ['https://oapi.dingtalk.com/robot/send', [false, false, false]],
  ['https://open.feishu.cn/open-apis/bot/v2/hook/abc', [false, true, false]],
  ['https://open.larksuite.com/open-apis/bot/hook/abc', [false, true, false]],
  ['https://open.feishu.cn/open-apis/bot/v2/hook/../../../x', [false, false, false]],
  ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x', [false, false, true]],
  ['https://example.org/hook', [false, false, false]],
])('%s is of DingTalk, Feishu, WeCom: %j', (address, expected) => {
  const kinds = [dingtalkRobot, feishuRobot, wecomRobot];
  expect(kinds.map((robot) => robot.idOf(new URL(address)) !== null)).toEqual(expected);
});

test.each([
  [200, '{"errcode":0}', 'accepted'],
  [200, '{"code":0,"msg":"success"}', 'accepted'],
  [200, 'ok', 'accepted'],
  [200, '{"errcode":310000,"errmsg":"sign not match"}', 'refused'],
  [200, '{"code":9499,"msg":"Bad Request"}', 'refused'],
  [200, '{"code":9499,"msg":"too many request"}', 'too-often'],
  [404, '', 'refused'],
  [429, '', 'too-often'],
  [503, '<html>', 'later'],
])('%s %s is %s', (status, text, kind) =>
  expect(readAnswer({ status, text }, feishuRobot.isTooOften).kind).toBe(kind),
);

test('DingTalk’s answer to the 21st message of a minute is known', () => {
  const answer = { status: 200, text: '{"errcode":130101}' };
  expect(readAnswer(answer, dingtalkRobot.isTooOften).kind).toBe('too-often');
});

test('the signatures are the documented ones', () => {
  const post = { url: 'https://oapi.dingtalk.com/robot/send?access_token=t', body: {} };
  expect(dingtalkRobot.sign(post, 'SECx', 1_700_000_000_000).url).toBe(
    `${post.url}&timestamp=1700000000000&sign=rgcjbH%2ByFyES%2BS0llX%2BcAPCwVRpsr7sbiX5Lnyo%2FocU%3D`,
  );
  expect(feishuRobot.sign(post, 'demo', 1_599_360_473_000).body).toEqual({
    timestamp: '1599360473',
    sign: 'l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=',
  });
});

/** When each of these messages goes, all of them wanted at 0. */
function departures(count: number, limits: Parameters<typeof waitMs>[1]): number[] {
  const sentAt: number[] = [];
  for (let now = 0; sentAt.length < count; sentAt.push(now)) now += waitMs(sentAt, limits, now);
  return sentAt;
}

test('Feishu: five a second and a hundred a minute', () => {
  const at = departures(101, feishuRobot.limits);
  expect(at.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 1_100]);
  expect(at[99]).toBeLessThan(60_000);
  expect(at[100]).toBe(61_000);
});

test.each([['DingTalk', dingtalkRobot] as const, ['WeCom', wecomRobot] as const])(
  '%s: twenty a minute',
  (_, { limits }) => expect(departures(21, limits).slice(19)).toEqual([0, 61_000]),
);

test('a long text for WeCom goes in pieces that it takes', () => {
  const [bodies] = wecomRobot.forms({ title: '', text: '字'.repeat(3_000) });
  const sizes = bodies!.map(({ markdown }) => Buffer.byteLength((markdown as { content: string }).content));
  expect(sizes.length).toBeGreaterThan(2);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(4_096);
});
