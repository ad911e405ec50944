/** The engine's answers, reduced to what is used of them. */
import type { Answers } from './engine-connection.ts';

export type Labels = Record<string, string>;

export type Container = {
  id: string;
  /** without the slash before it */
  name: string;
  /** id of the image, `sha256:…` */
  image: string;
  labels: Labels;
  /** created, running, paused, restarting, removing, exited, dead */
  status: string;
  running: boolean;
  /** ms since the epoch; 0 = never */
  startedAt: number;
  exitCode: number;
  outOfMemory: boolean;
  /** `address`: empty while it does not run; `wantedAddress`: the one that was asked for */
  networks: Record<string, { networkId: string; address: string; wantedAddress: string }>;
  /** names of its volumes */
  volumes: string[];
  cpuShares: number;
};
export type ContainerSummary = { id: string; name: string; labels: Labels; running: boolean };
export type Network = { id: string; name: string; labels: Labels; subnets: string[]; containers: number };
export type Volume = { name: string; labels: Labels; options: Record<string, string> };
export type ContainerStats = { memoryBytes: number; cpuMs: number };
export type EngineEvent = { action: string; id: string; labels: Labels };

export function readContainer({
  Id,
  Name,
  Image,
  Config,
  State,
  HostConfig,
  NetworkSettings,
  Mounts,
}: Answers['container']): Container {
  const startedAt = Date.parse(State.StartedAt);
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    image: Image,
    labels: Config.Labels ?? {},
    status: State.Status,
    running: State.Running,
    startedAt: startedAt > 0 ? startedAt : 0,
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled,
    networks: Object.fromEntries(
      Object.entries(NetworkSettings.Networks ?? {}).map(([name, { NetworkID, IPAddress, IPAMConfig }]) => [
        name,
        { networkId: NetworkID, address: IPAddress, wantedAddress: IPAMConfig?.IPv4Address ?? '' },
      ]),
    ),
    volumes: Mounts.flatMap(({ Name: volume }) => (volume ? [volume] : [])),
    cpuShares: HostConfig.CpuShares ?? 0,
  };
}

export const readNetwork = ({ Id, Name, Labels, IPAM, Containers }: Answers['network']): Network => ({
  id: Id,
  name: Name,
  labels: Labels ?? {},
  subnets: (IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet ? [Subnet] : [])),
  containers: Object.keys(Containers ?? {}).length,
});

export const readVolume = ({ Name, Labels, Options }: Answers['volume']): Volume => ({
  name: Name,
  labels: Labels ?? {},
  options: Options ?? {},
});

/** Memory as `docker stats` has it: without file pages that can be dropped. cgroup v1 and v2 name those differently. */
export function readStats({ memory_stats, cpu_stats }: Answers['stats']): ContainerStats | null {
  if (!memory_stats?.usage) return null;
  const { usage } = memory_stats;
  const details = memory_stats.stats as Partial<Record<string, number>> | undefined;
  const droppable = details?.total_inactive_file ?? details?.inactive_file ?? 0;
  return {
    memoryBytes: Math.max(0, usage - droppable),
    cpuMs: Math.round(cpu_stats.cpu_usage.total_usage / 1e6),
  };
}

export function readEvent(line: string): EngineEvent {
  const event = JSON.parse(line) as {
    Action: string;
    Actor: { ID: string; Attributes?: Labels };
  };
  return { action: event.Action, id: event.Actor.ID, labels: event.Actor.Attributes ?? {} };
}
