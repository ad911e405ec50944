import { expect, test } from 'vitest';
import { readEnv } from './env.ts';

test('a part without a port is left out', () => {
  expect(readEnv({ SANDBOX_MODEL_PORT: '3002' })).toEqual({ SANDBOX_MODEL_PORT: 3002 });
});

test('addresses to listen on come by commas', () => {
  expect(readEnv({ SANDBOX_BIND: '172.17.0.1, 10.0.0.1' })).toEqual({
    SANDBOX_BIND: ['172.17.0.1', '10.0.0.1'],
  });
});

test.each([
  [{ SANDBOX_SMS_PORT: '4000' }, 'SANDBOX_SMS_TOKEN is needed'],
  [{ SANDBOX_STRIPE_PORT: '4000' }, 'SANDBOX_STRIPE_KEY is needed'],
  [{ SANDBOX_FEISHU_PORT: 'x' }, 'SANDBOX_FEISHU_PORT'],
  [{ SANDBOX_FEISHU_PORT: '70000' }, 'SANDBOX_FEISHU_PORT'],
  [{ SANDBOX_BIND: '172.17.0.1,docker0' }, 'SANDBOX_BIND.1 must be IPv4 addresses by commas'],
])('wrong settings %j are named in one line', (env, text) => {
  expect(() => readEnv(env)).toThrow(text);
});
