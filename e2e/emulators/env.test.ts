import { expect, test } from 'vitest';
import { readEnv } from './env.ts';

test('a part without a port is left out', () => {
  expect(readEnv({ SANDBOX_MODEL_PORT: '3002' })).toEqual({ SANDBOX_MODEL_PORT: 3002 });
});

test.each([
  [{ SANDBOX_SMS_PORT: '4000' }, 'SANDBOX_SMS_TOKEN is needed'],
  [{ SANDBOX_FEISHU_PORT: 'x' }, 'SANDBOX_FEISHU_PORT'],
  [{ SANDBOX_FEISHU_PORT: '70000' }, 'SANDBOX_FEISHU_PORT'],
])('wrong settings %j are named in one line', (env, text) => {
  expect(() => readEnv(env)).toThrow(text);
});
