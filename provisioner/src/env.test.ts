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

const docker = {
  DATABASE_URL: good.DATABASE_URL,
  ROCKPOOL_KEYS: good.ROCKPOOL_KEYS,
  PROVISIONER_PORT: '3004',
  DRIVER: 'docker',
  ROCKPOOL_INSTALLATION: 'demo1',
  RUNTIME_IMAGE: 'rockpool/gateway:lean',
};

test('the docker driver needs no folder of the process driver, and has its own defaults', () => {
  expect(parseEnv(docker)).toMatchObject({
    driver: {
      name: 'docker',
      socketPath: '/var/run/docker.sock',
      installation: 'demo1',
      image: 'rockpool/gateway:lean',
      subnets: '10.213.0.0/16',
      disks: null,
    },
    reach: [],
    nameServers: [],
  });
  const reach = '127.0.0.1:3002=172.17.0.1:3002';
  expect(parseEnv({ ...docker, TENANT_DISKS: '/srv/disks', SANDBOX_REACH: reach })).toMatchObject({
    driver: { disks: '/srv/disks' },
    reach: [{ from: { host: '127.0.0.1', port: 3002 }, to: { host: '172.17.0.1', port: 3002 } }],
  });
});

test.each([
  ['ROCKPOOL_INSTALLATION', undefined],
  ['ROCKPOOL_INSTALLATION', 'Too-Long-And-Odd'],
  ['RUNTIME_IMAGE', undefined],
  ['TENANT_SUBNETS', '10.213.0.0'],
  ['TENANT_SUBNETS', '8.8.0.0/16'],
  ['TENANT_DISKS', 'relative'],
  ['TENANT_NAME_SERVERS', 'dns.example.com'],
  ['DOCKER_SOCKET', 'relative'],
  ['SANDBOX_REACH', '127.0.0.1:3002'],
])('the docker driver names what is wrong: %s=%s', (name, value) => {
  expect(() => parseEnv({ ...docker, [name]: value })).toThrow(new RegExp(`\\n  ${name}(\\.\\d+)?: `));
});

test('a driver that is none of ours is refused', () => {
  expect(() => parseEnv({ ...good, DRIVER: 'podman' })).toThrow(/DRIVER: expected process or docker/);
});
