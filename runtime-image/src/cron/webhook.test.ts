import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { startDingtalkEmulator, type DingtalkEmulator } from '../../../e2e/emulators/dingtalk/start.ts';
import { guardedFetch } from '../net/guarded-fetch.ts';
import { readWebhook, readWebhookAnswer, robotOf, webhookPost } from './webhook.ts';

let dingtalk: DingtalkEmulator;
beforeAll(async () => {
  dingtalk = await startDingtalkEmulator();
});
afterAll(() => dingtalk.close());

const post = async (webhook: string, secret: string | null) => {
  const url = readWebhook(webhook, true);
  if (url === null) throw new Error('no address');
  const wanted = webhookPost(url, secret, 'weather', '**sunny**', dingtalk.clock.now());
  const answer = await guardedFetch(wanted.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wanted.body),
    allow: [url.host],
  });
  if (answer.kind !== 'reply') throw new Error(answer.why);
  return readWebhookAnswer(answer.status, answer.bytes.toString('utf8'));
};

it('a group robot of DingTalk takes the words, checks the signature, and says when it is too often', async () => {
  const group = dingtalk.state.group(dingtalk.user.createApp(), 'team');
  const { webhook, secret } = dingtalk.user.createCustomRobot(group);
  expect(await post(webhook, secret)).toEqual({ kind: 'accepted' });
  expect(dingtalk.answersIn(group.id).map((message) => dingtalk.textOf(message))).toEqual([
    expect.stringContaining('sunny'),
  ]);
  expect(await post(webhook, 'SECwrong')).toMatchObject({ kind: 'refused' });
  expect(await post(`${webhook}x`, secret)).toMatchObject({ kind: 'refused' });
  for (let count = 1; count < 20; count += 1) await post(webhook, secret);
  expect(await post(webhook, secret)).toMatchObject({ kind: 'later' });
});

test.each([
  ['https://oapi.dingtalk.com/robot/send?access_token=x', 'dingtalk'],
  ['https://open.feishu.cn/open-apis/bot/v2/hook/abc', 'feishu'],
  ['https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x', 'wecom'],
  ['https://example.org/hook', 'plain'],
])('%s is %s', (address, robot) => expect(robotOf(new URL(address))).toBe(robot));

test.each(['http://example.org/x', 'file:///etc/passwd', 'https://user:pass@example.org/', 'no address', ''])(
  '"%s" is no webhook',
  (address) => expect(readWebhook(address)).toBeNull(),
);

test.each([
  [200, '{"errcode":0}', 'accepted'],
  [200, '{"code":0,"msg":"success"}', 'accepted'],
  [200, 'ok', 'accepted'],
  [200, '{"errcode":310000,"errmsg":"sign not match"}', 'refused'],
  [200, '{"errcode":130101}', 'later'],
  [200, '{"code":9499,"msg":"too many request"}', 'later'],
  [404, '', 'refused'],
  [429, '', 'later'],
  [503, '<html>', 'later'],
])('%s %s is %s', (status, body, kind) => expect(readWebhookAnswer(status, body).kind).toBe(kind));
