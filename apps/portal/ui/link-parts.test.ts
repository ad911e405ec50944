import { expect, test } from 'vitest';
import { linkParts } from './link-parts.ts';

const origins = ['https://open.feishu.cn', 'http://127.0.0.1:3001'];
const linksIn = (sentence: string) => linkParts(sentence, origins).flatMap(({ href }) => href ?? []);

test.each([
  ['没有链接。', []],
  [
    '开通链接：https://open.feishu.cn/app/cli_a/auth?q=im:message,im:chat&op_from=openapi',
    ['https://open.feishu.cn/app/cli_a/auth?q=im:message,im:chat&op_from=openapi'],
  ],
  [
    '开通链接：https://open.feishu.cn/app/cli_a/auth?q=im:message。请重试',
    ['https://open.feishu.cn/app/cli_a/auth?q=im:message'],
  ],
  ['Grant it at https://open.feishu.cn/app/cli_a. Then try again.', ['https://open.feishu.cn/app/cli_a']],
  ['见 http://127.0.0.1:3001/app/cli_a/auth?q=x', ['http://127.0.0.1:3001/app/cli_a/auth?q=x']],
  ['https://open.feishu.cn.evil.example/app', []],
  ['https://open.feishu.cn@evil.example/app', []],
  ['https://evil.example/?https://open.feishu.cn/app', []],
  ['javascript:alert(1) http://open.feishu.cn/app', []],
])('of %j only addresses of the platform can be followed', (sentence, links) => {
  expect(linksIn(sentence)).toEqual(links);
  expect(
    linkParts(sentence, origins)
      .map(({ text }) => text)
      .join(''),
  ).toBe(sentence);
});
