import { expect, test } from 'vitest';
import { reachedUrl } from './reach.ts';

const reach = [
  { from: { host: '127.0.0.1', port: 3002 }, to: { host: '172.17.0.1', port: 3002 } },
  { from: { host: 'sandbox.local', port: 80 }, to: { host: '10.0.0.2', port: 8080 } },
];

test.each([
  ['http://127.0.0.1:3002/v1', 'http://172.17.0.1:3002/v1'],
  ['http://127.0.0.1:3002', 'http://172.17.0.1:3002'],
  ['http://127.0.0.1:3002?a=1', 'http://172.17.0.1:3002?a=1'],
  ['https://127.0.0.1:3002/v1', 'https://172.17.0.1:3002/v1'],
  ['http://sandbox.local/lark', 'http://10.0.0.2:8080/lark'],
  ['http://SANDBOX.local:80/lark', 'http://10.0.0.2:8080/lark'],
])('%s is reached as %s', (url, expected) => {
  expect(reachedUrl(url, reach)).toBe(expected);
});

test.each([
  'http://127.0.0.1:3003/v1',
  'http://127.0.0.1:30020/v1',
  'http://127.0.0.1/v1',
  'https://sandbox.local/lark',
  'http://127.0.0.1:3002.example.com/v1',
  'http://127.0.0.1:3002@example.com/v1',
  'http://user@127.0.0.1:3002/v1',
  'https://open.feishu.cn',
  'https://example.com/?to=http://127.0.0.1:3002/',
])('nothing else is replaced: %s', (url) => {
  expect(reachedUrl(url, reach)).toBe(url);
});
