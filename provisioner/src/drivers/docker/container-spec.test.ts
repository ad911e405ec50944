import { expect, test } from 'vitest';
import { containerSpec } from './container-spec.ts';

const launch = { memoryMiB: 512, cpus: 0.5, pids: 256, diskMiB: 5120 };
const places = {
  image: 'sha256:abc',
  network: 'n',
  address: '10.213.0.2',
  volume: 'v',
  labels: { 'rockpool.instance': 'i' },
  ipv6: true,
};
const spec = containerSpec(launch, places);

test('nothing inside is root, can become root, or can write outside its volume and /tmp', () => {
  expect(spec.User).toBe('10001:10001');
  expect(spec.HostConfig).toMatchObject({
    ReadonlyRootfs: true,
    Privileged: false,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges:true'],
    IpcMode: 'private',
    Tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=64m,mode=1777' },
    Mounts: [{ Type: 'volume', Source: 'v', Target: '/data' }],
  });
  expect(spec.HostConfig).not.toHaveProperty('Binds');
  expect(spec.HostConfig).not.toHaveProperty('CapAdd');
  expect(spec.HostConfig).not.toHaveProperty('PortBindings');
});

test('memory without swap, CPU, processes, files and log are bounded', () => {
  expect(spec.HostConfig).toMatchObject({
    Memory: 512 * 2 ** 20,
    MemorySwap: 512 * 2 ** 20,
    NanoCpus: 5e8,
    PidsLimit: 256,
    Ulimits: [
      { Name: 'nofile', Soft: 4096, Hard: 8192 },
      { Name: 'core', Soft: 0, Hard: 0 },
    ],
    OomScoreAdj: 500,
    LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
  });
});

test('the engine never starts it by itself, and its standard input stays open for the next files', () => {
  expect(spec.HostConfig?.RestartPolicy).toEqual({ Name: 'no' });
  expect(spec).toMatchObject({ OpenStdin: true, StdinOnce: false, StopSignal: 'SIGTERM', StopTimeout: 10 });
});

test('it has one address, in its own network, without IPv6', () => {
  expect(spec.HostConfig?.NetworkMode).toBe('n');
  expect(spec.NetworkingConfig?.EndpointsConfig).toEqual({
    n: { IPAMConfig: { IPv4Address: '10.213.0.2' } },
  });
  expect(spec.HostConfig?.Sysctls).toHaveProperty(['net.ipv6.conf.all.disable_ipv6'], '1');
  expect(containerSpec(launch, { ...places, ipv6: false }).HostConfig?.Sysctls).toEqual({});
});

test('the gateway is started as the image promises it', () => {
  expect(spec.Entrypoint).toEqual(['tini', '--']);
  expect(spec.Cmd).toEqual([
    'node',
    '--disable-sigusr1',
    '--max-semi-space-size=4',
    '/opt/rockpool/gateway.cjs',
    'start',
  ]);
  expect(spec.Env).toContain('ROCKPOOL_FILES=stdin');
});

test.each([
  [48, '--max-old-space-size=24'],
  [96, '--max-old-space-size=48'],
  [256, '--max-old-space-size=128'],
])('the heap of a container of %i MiB is bounded well below it', (memoryMiB, flag) => {
  expect(containerSpec({ ...launch, memoryMiB }, places).Cmd).toContain(flag);
});
