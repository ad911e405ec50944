import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseEnv } from './env.ts';

const good = {
  DATABASE_URL: 'postgresql://rockpool@127.0.0.1/rockpool',
  ROCKPOOL_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  INSTANCES_DIR: '/var/lib/rockpool/instances',
  GATEWAY_BUNDLE: '/srv/gateway.cjs',
  PROVISIONER_PORT: '3004',
};

test('what is left out has its default, and addresses lose their last slash but keep their path', () => {
  expect(parseEnv({ ...good, DRIVER: '', LARK_OPEN_URL: 'http://127.0.0.1:3001/lark/' })).toMatchObject({
    driver: { name: 'process', instancesDir: good.INSTANCES_DIR },
    port: 3004,
    openUrls: { feishu: 'https://open.feishu.cn', lark: 'http://127.0.0.1:3001/lark' },
    stopInstancesOnExit: false,
    logLevel: 'info',
  });
});

test('every wrong variable is named in one message that shows no value', () => {
  const wrong = {
    ...good,
    DATABASE_URL: 'mysql://secret',
    ROCKPOOL_KEYS: 'k1:secret',
    INSTANCES_DIR: 'relative',
  };
  const parse = () => parseEnv(wrong);
  expect(parse).toThrow(
    /DATABASE_URL:.*\n.*ROCKPOOL_KEYS: Key 1 .*\n.*INSTANCES_DIR: expected an absolute path/,
  );
  expect(parse).not.toThrow(/secret/);
});
