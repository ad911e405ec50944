import http from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/**
 * What the commands ask of a Docker engine; instances are the provisioner's business. Docker 20.10 and up: no call names a version
 * of the API, so that the engine answers in its own, and what is asked for here is the same in all of them.
 */
export interface Engine {
  /** The engine's version. @throws EngineAnswer, or another Error when nothing answers within `timeoutMs` */
  version(timeoutMs: number): Promise<string>;
  /** The host's address on the engine's default bridge; undefined when the engine has no such network. */
  bridgeAddress(): Promise<string | undefined>;
  /** Containers of this installation's instances. */
  computers(installation: string): Promise<Computer[]>;
  /**
   * Asks every instance of this installation to end, all at once, kills what has not after `graceSeconds`, and notes
   * as the docker driver does that their end was asked for, or the next start would take it for a crash. Returns how
   * many ran. What probes the walls beside them is removed.
   */
  stopComputers(installation: string, graceSeconds: number): Promise<number>;
  /** Every container, network and volume of any installation, as `container rockpool-…`. */
  everything(): Promise<string[]>;
  /**
   * Removes every container, network and volume of this installation and waits for what is being removed or let go of
   * by others; tells of each when it is gone. Nothing there is a success.
   */
  removeInstallation(installation: string, tell?: (removed: Removed) => void): Promise<void>;
}

export interface Removed {
  kind: 'container' | 'network' | 'volume';
  /** what a volume was made of: a file of the caller's */
  device?: string | undefined;
}

export interface Computer {
  id: string;
  name: string;
  running: boolean;
}

/** What listens there answered, and not as was asked for. */
export class EngineAnswer extends Error {
  /** of the HTTP answer; undefined when it was none of an engine */
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

export const defaultSocket = '/var/run/docker.sock';
/** one that takes longer counts as absent, so that nobody waits for a hung one */
export const engineAnswersWithinMs = 1_000;
export const installationLabel = 'rockpool.installation';
const instanceLabel = 'rockpool.instance';
const probeLabel = 'rockpool.probe';

const answerTimeoutMs = 60_000;
const removedWithinMs = 30_000;
/** a network with a container in it; a volume of one, or a removal under way; a mount that is not let go of yet */
const inUseStatuses = [403, 409, 500];
/** `cpuShares.askedToEnd` of the provisioner's container-spec.ts */
const markOfAskedToEnd = { CpuShares: 1023 };

const Version = z.object({ Version: z.string() });
const Network = z.object({
  IPAM: z.object({
    Config: z.array(z.object({ Subnet: z.string().optional(), Gateway: z.string().optional() })).nullable(),
  }),
});
const Containers = z.array(z.object({ Id: z.string(), Names: z.array(z.string()), State: z.string() }));
const Networks = z.array(z.object({ Id: z.string(), Name: z.string() }));
const Volume = z.object({ Name: z.string(), Options: z.record(z.string(), z.string()).nullable() });
const Volumes = z.object({ Volumes: z.array(Volume).nullable() });

export function connectEngine(socketPath: string): Engine {
  /** The JSON of a 2xx answer. A status among `fine` is a success without content. */
  async function ask(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    {
      fine = [],
      timeoutMs = answerTimeoutMs,
      body,
    }: { fine?: number[]; timeoutMs?: number; body?: object } = {},
  ): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      const request = http.request({
        socketPath,
        method,
        path,
        headers,
        signal,
        agent: false,
      });
      request.once('response', resolve).once('error', reject);
      request.end(body && JSON.stringify(body));
    });
    const answer = await text(response);
    const status = response.statusCode ?? 0;
    if (fine.includes(status)) return undefined;
    if (status < 200 || status > 299)
      throw new EngineAnswer(
        `the Docker engine answered ${status} to ${method} ${path}: ${messageOf(answer)}`,
        status,
      );
    if (!answer) return undefined;
    try {
      return JSON.parse(answer);
    } catch {
      throw new EngineAnswer(`what listens there answered ${method} ${path} in no way an engine does`);
    }
  }

  /** Those of one installation, or of any; with the label `also` besides. */
  const ours = (installation?: string, ...also: string[]) => {
    const label = installation ? `${installationLabel}=${installation}` : installationLabel;
    return `filters=${encodeURIComponent(JSON.stringify({ label: [label, ...also] }))}`;
  };
  const networks = async (installation?: string, ...also: string[]) =>
    Networks.parse(await ask('GET', `/networks?${ours(installation, ...also)}`));
  const volumes = async (installation?: string) =>
    Volumes.parse(await ask('GET', `/volumes?${ours(installation)}`)).Volumes ?? [];

  async function containers(installation?: string, ...also: string[]): Promise<Computer[]> {
    const path = `/containers/json?all=1&${ours(installation, ...also)}`;
    const found = Containers.parse(await ask('GET', path));
    return found.map(({ Id, Names, State }) => ({
      id: Id,
      name: Names[0]?.replace(/^\//, '') ?? Id,
      running: State === 'running' || State === 'paused' || State === 'restarting',
    }));
  }

  const computers = (installation: string) => containers(installation, instanceLabel);

  async function remove(path: string): Promise<void> {
    for (const deadline = Date.now() + removedWithinMs; ; await delay(100)) {
      try {
        await ask('DELETE', path, { fine: [404] });
        return;
      } catch (error) {
        const inUse = error instanceof EngineAnswer && inUseStatuses.includes(error.status ?? 0);
        if (!inUse || Date.now() > deadline) throw error;
      }
    }
  }
  async function removeContainers(
    labels: [installation: string, ...also: string[]],
    tell: (removed: Removed) => void = () => {},
  ): Promise<void> {
    for (const { id } of await containers(...labels)) {
      await remove(`/containers/${id}?force=1`);
      tell({ kind: 'container' });
    }
    for (const { Id } of await networks(...labels)) {
      await remove(`/networks/${Id}`);
      tell({ kind: 'network' });
    }
  }

  return {
    async version(timeoutMs) {
      const version = Version.safeParse(await ask('GET', '/version', { timeoutMs }));
      if (!version.success) throw new EngineAnswer('what listens there is no Docker engine');
      return version.data.Version;
    },
    async bridgeAddress() {
      const answer = await ask('GET', '/networks/bridge', { fine: [404] });
      const config = answer === undefined ? [] : (Network.parse(answer).IPAM.Config ?? []);
      return config.map(hostAddressOf).find((address) => address !== undefined);
    },
    computers,
    async stopComputers(installation, graceSeconds) {
      const running = (await computers(installation)).filter((each) => each.running);
      const timeoutMs = graceSeconds * 1_000 + answerTimeoutMs;
      await Promise.all(
        running.map(async ({ id }) => {
          await ask('POST', `/containers/${id}/update`, { fine: [404], body: markOfAskedToEnd });
          await ask('POST', `/containers/${id}/stop?t=${graceSeconds}`, { fine: [304, 404], timeoutMs });
        }),
      );
      await removeContainers([installation, probeLabel]);
      return running.length;
    },
    async everything() {
      return [
        ...(await containers()).map(({ name }) => `container ${name}`),
        ...(await networks()).map(({ Name }) => `network ${Name}`),
        ...(await volumes()).map(({ Name }) => `volume ${Name}`),
      ];
    },
    async removeInstallation(installation, tell = () => {}) {
      await removeContainers([installation], tell);
      for (const { Name, Options } of await volumes(installation)) {
        await remove(`/volumes/${Name}`);
        tell({ kind: 'volume', device: Options?.device });
      }
    },
  };
}

function messageOf(answer: string): string {
  try {
    return z.object({ message: z.string() }).parse(JSON.parse(answer)).message.trim();
  } catch {
    return answer.trim();
  }
}

/** Engines name the gateway only when they were told one or use the network; else it is the first address. */
function hostAddressOf({ Gateway, Subnet }: { Gateway?: string | undefined; Subnet?: string | undefined }) {
  const address = Gateway || Subnet?.replace(/\.0\/\d+$/, '.1');
  return z.ipv4().safeParse(address).data;
}
