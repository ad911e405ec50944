import { expect, test } from 'vitest';
import { parseEnv } from './env.ts';

const least = {
  DATABASE_URL: 'postgresql://rockpool@localhost/rockpool',
  ROCKPOOL_KEYS: 'k1:AAAA',
  NEXTAUTH_SECRET: 'sixteen characters',
  NEXTAUTH_URL: 'https://pool.example.com/',
  SMS_URL: 'https://sms.example.com/send',
};

test('the real platforms are the default, and nothing is simulated', () => {
  const env = parseEnv(least);
  expect(env.feishu.feishu.openUrl).toBe('https://open.feishu.cn');
  expect(env.feishu.lark.accountsUrl).toBe('https://accounts.larksuite.com');
  expect(env.sandbox).toEqual({
    feishuUrl: null,
    smsUrl: null,
    modelUrl: null,
    stripeUrl: null,
    clock: false,
  });
  expect(env.origin).toBe('https://pool.example.com');
});

test('an empty variable counts as unset', () => {
  expect(parseEnv({ ...least, SANDBOX_SMS_URL: '', SANDBOX_CLOCK: '' }).sandbox.smsUrl).toBeNull();
});

test('every wrong variable is named, and no value is shown', () => {
  const parse = () => parseEnv({ ...least, DATABASE_URL: 'mysql://me:hunter2@db', SMS_URL: 'hunter2' });
  expect(parse).toThrow(/DATABASE_URL[^]*SMS_URL/);
  expect(parse).not.toThrow(/hunter2/);
});

test('reachable private addresses are exact host and port pairs', () => {
  const list = (text: string) => parseEnv({ ...least, PRIVATE_ADDRESS_ALLOW: text }).privateAddressAllow;
  expect(list('127.0.0.1:3002, localhost:3002')).toEqual(['127.0.0.1:3002', 'localhost:3002']);
  expect(() => list('127.0.0.1')).toThrow(/PRIVATE_ADDRESS_ALLOW/);
});

test('only the own machine is believed about whom it speaks for, until other proxies are named', () => {
  expect(parseEnv(least).trustedProxies).toEqual(['127.0.0.1', '::1']);
  expect(parseEnv({ ...least, TRUSTED_PROXIES: '10.0.0.0/8' }).trustedProxies).toEqual(['10.0.0.0/8']);
  expect(() => parseEnv({ ...least, TRUSTED_PROXIES: 'proxy' })).toThrow(/TRUSTED_PROXIES/);
});
