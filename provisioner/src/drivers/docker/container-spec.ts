/**
 * An instance's limits → how its container is made. Everything that hardens it is here. No secret is in it: environment and
 * labels can be read by whoever may ask the engine.
 */
import { allocatorEnvironment, nurseryFlag } from '@rockpool/gateway/launch';
import type { LaunchSettings } from '../driver.ts';
import type { ContainerOptions } from './engine-connection.ts';

export type ContainerPlaces = {
  /** id of the image */
  image: string;
  /** name of the network, and the address in it */
  network: string;
  address: string;
  /** name of the volume */
  volume: string;
  labels: Record<string, string>;
  /** whether the kernel has IPv6, which is then switched off inside */
  ipv6: boolean;
};

export const gatewayPort = 18_789;

/** User and group of everything inside; the image's files belong to root. */
export const uid = 10_001;

/**
 * The share of CPU is the only thing that can be changed on a container that exists without any effect worth mentioning, and
 * it survives everything. So it records that the program was asked to end.
 */
export const cpuShares = { normal: 1024, askedToEnd: 1023 } as const;

export function containerSpec(
  launch: LaunchSettings,
  { image, network, address, volume, labels, ipv6 }: ContainerPlaces,
): ContainerOptions {
  const memoryBytes = launch.memoryMiB * 1024 * 1024;
  return {
    Image: image,
    Labels: labels,
    User: `${uid}:${uid}`,
    WorkingDir: '/data',
    Entrypoint: ['tini', '--'],
    Cmd: ['node', ...nodeFlags(launch.memoryMiB), '/opt/rockpool/gateway.cjs', 'start'],
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    // The platform's files come this way. It stays open when a writer leaves.
    OpenStdin: true,
    StdinOnce: false,
    StopSignal: 'SIGTERM',
    StopTimeout: 10,
    HostConfig: {
      Memory: memoryBytes,
      MemorySwap: memoryBytes,
      NanoCpus: Math.round(launch.cpus * 1e9),
      CpuShares: cpuShares.normal,
      PidsLimit: launch.pids,
      Ulimits: [
        { Name: 'nofile', Soft: 4096, Hard: 8192 },
        { Name: 'core', Soft: 0, Hard: 0 },
      ],
      // Before anything of the host, an instance that eats memory is what the kernel ends.
      OomScoreAdj: 500,
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=64m,mode=1777' },
      Mounts: [{ Type: 'volume', Source: volume, Target: '/data' }],
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Privileged: false,
      IpcMode: 'private',
      Sysctls: ipv6
        ? { 'net.ipv6.conf.all.disable_ipv6': '1', 'net.ipv6.conf.default.disable_ipv6': '1' }
        : {},
      NetworkMode: network,
      // The provisioner alone decides what runs.
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '5m', 'max-file': '2' } },
    },
    NetworkingConfig: { EndpointsConfig: { [network]: { IPAMConfig: { IPv4Address: address } } } },
  };
}

const environment = {
  ROCKPOOL_FILES: 'stdin',
  OPENCLAW_STATE_DIR: '/data',
  OPENCLAW_GATEWAY_PORT: String(gatewayPort),
  HOME: '/data',
  NODE_COMPILE_CACHE: '/opt/rockpool/compile-cache',
  ...allocatorEnvironment,
  NODE_ENV: 'production',
  LANG: 'C.UTF-8',
  PATH: '/usr/local/bin:/usr/bin:/bin',
};

/**
 * The heap's bound is half of the container's, so that the agent's own commands and what Node needs beside its heap have the
 * other half. From 512 MiB on Node chooses that by itself, and the program is started just as the image's own command does it.
 */
function nodeFlags(memoryMiB: number): string[] {
  const heap = memoryMiB < 512 ? [`--max-old-space-size=${Math.max(24, Math.floor(memoryMiB / 2))}`] : [];
  return ['--disable-sigusr1', nurseryFlag, ...heap];
}
